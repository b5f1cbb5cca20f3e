%% What the launcher and tests need and no protocol offers: accounts, rosters, dated archive entries, cut connections.
%% Listens on loopback only and wants the launcher's own token.
-module(kith_stage).
-export([process/2, handle_wish/2]).
-include("ejabberd_http.hrl").
-include("mod_roster.hrl").

process([What], #request{method = 'POST', headers = Headers, data = Data}) ->
    Expected = "Bearer " ++ os:getenv("KITH_TOKEN"),
    case proplists:get_value('Authorization', Headers) of
        Given when is_binary(Given) ->
            case binary_to_list(Given) =:= Expected of
                true -> answer(What, jiffy:decode(Data, [return_maps]));
                false -> {403, [], <<"wrong token">>}
            end;
        _ -> {403, [], <<"no token">>}
    end;
process(_, _) ->
    {404, [], <<"nothing here">>}.

answer(What, Wish) ->
    try {200, [{<<"Content-Type">>, <<"application/json">>}], jiffy:encode(stage(What, Wish))}
    catch Class:Reason:Stack -> {500, [], iolist_to_binary(io_lib:format("~p ~p ~p", [Class, Reason, Stack]))}
    end.

%% { user, host, password }
stage(<<"account">>, #{<<"user">> := User, <<"host">> := Host, <<"password">> := Password}) ->
    ok = ejabberd_auth:try_register(User, Host, Password),
    true;

%% { user, host, entries: [{ jid, name?, groups?, subscription }], requests: [jid] } -> replaces the roster
stage(<<"roster">>, #{<<"user">> := User, <<"host">> := Host, <<"entries">> := Entries, <<"requests">> := Requests}) ->
    lists:foreach(
        fun(#roster{jid = Jid}) -> {atomic, _} = mod_roster:del_roster(User, Host, Jid) end,
        mod_roster:get_roster(User, Host)),
    lists:foreach(
        fun(#{<<"jid">> := Jid, <<"subscription">> := Subscription} = Entry) ->
            {atomic, _} = mod_roster:set_roster((item(User, Host, Jid))#roster{
                name = maps:get(<<"name">>, Entry, <<>>),
                groups = maps:get(<<"groups">>, Entry, []),
                subscription = binary_to_existing_atom(Subscription, utf8)})
        end, Entries),
    lists:foreach(
        fun(Jid) -> {atomic, _} = mod_roster:set_roster((item(User, Host, Jid))#roster{ask = in}) end,
        Requests),
    true;

%% [{ user, host, with, at (seconds), xml }] -> archive. An entry's id is its time in microseconds: no two get the same.
stage(<<"archive">>, Entries) ->
    {Ids, _} = lists:mapfoldl(
        fun(#{<<"user">> := User, <<"host">> := Host, <<"with">> := With, <<"at">> := At, <<"xml">> := Xml}, Count) ->
            Time = trunc(At * 1000000) + Count rem 1000000,
            ok = mod_mam_sql:store(fxml_stream:parse_element(Xml), Host, {User, Host}, chat, jid:decode(With), <<>>, recv, Time),
            {integer_to_binary(Time), Count + 1}
        end, 0, Entries),
    Ids;

%% { user, host, condition? }: cuts the sockets of that user; with a condition as a stream error, else without a word
stage(<<"cut">>, #{<<"user">> := User, <<"host">> := Host} = Wish) ->
    ejabberd_hooks:add(c2s_handle_info, Host, ?MODULE, handle_wish, 10),
    Sessions = [Pid || {_, Pid} <- ejabberd_sm:get_session_sids(User, Host)],
    lists:foreach(fun(Pid) -> Pid ! {kith_cut, maps:get(<<"condition">>, Wish, none)} end, Sessions),
    length(Sessions).

item(User, Host, Jid) ->
    Other = jid:tolower(jid:decode(Jid)),
    #roster{usj = {User, Host, Other}, us = {User, Host}, jid = Other}.

%% Runs in the stream's own process, the only one that knows its socket. What carries the frames is linked to the
%% process that owns the TCP socket.
handle_wish(#{socket := Socket} = State, {kith_cut, none}) ->
    {http_ws, Frames, _} = element(3, Socket),
    {links, Links} = process_info(Frames, links),
    lists:foreach(fun(Pid) -> exit(Pid, kill) end, Links),
    State;
handle_wish(State, {kith_cut, Condition}) ->
    Error = setelement(2, xmpp:serr_reset(), binary_to_existing_atom(Condition, utf8)),
    {stop, ejabberd_c2s:send(State, Error)};
handle_wish(State, _) ->
    State.
