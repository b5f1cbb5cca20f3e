-- What the launcher and tests need and no protocol offers: dated archive entries and cut connections.
-- Listens on loopback only and wants the launcher's own token.
local json = require "util.json";
local xml = require "util.xml";
module:depends("http");
local token = module:get_option_string("kith_token");
local default_host = module.host;

local function allowed(event)
	return token and event.request.headers.authorization == "Bearer " .. token;
end

-- [{ user, with, at (seconds), xml, host? }] -> archive, in the order given
local function append(event)
	if not allowed(event) then return 403; end
	local entries = json.decode(event.request.body);
	if not entries then return 400; end
	local stores = {};
	local ids = {};
	for i, entry in ipairs(entries) do
		local host = entry.host or default_host;
		stores[host] = stores[host] or require "core.storagemanager".open(host, "archive", "archive");
		local stanza, problem = xml.parse(entry.xml);
		if not stanza then return { status_code = 400; body = problem }; end
		local id, failure = stores[host]:append(entry.user, nil, stanza, entry.at, entry.with);
		if not id then return { status_code = 500; body = tostring(failure) }; end
		ids[i] = id;
	end
	event.response.headers.content_type = "application/json";
	return json.encode(ids);
end

-- { user, condition? }: cuts the sockets of that user; with a condition as a stream error, else without a word
local function cut(event)
	if not allowed(event) then return 403; end
	local wish = json.decode(event.request.body);
	local user = prosody.hosts[wish.host or default_host].sessions[wish.user];
	local count = 0;
	for _, session in pairs(user and user.sessions or {}) do
		count = count + 1;
		if wish.condition then
			session:close({ condition = wish.condition });
		elseif session.conn then
			session.conn:close();
		end
	end
	return tostring(count);
end

module:provides("http", {
	name = "kith_stage";
	default_path = "/kith-stage";
	route = { ["POST /archive"] = append; ["POST /cut"] = cut };
});
