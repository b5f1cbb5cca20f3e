-- Federation on this machine, without DNS: kith_s2s_ports says on which port of loopback a domain listens.
-- Every other domain is not there.
module:set_global();
local ports = module:get_option("kith_s2s_ports", {});
local newer, service = pcall(require, "prosody.net.resolvers.service");   -- Prosody 13
if not newer then service = require "net.resolvers.service"; end
local basic = require(newer and "prosody.net.resolvers.basic" or "net.resolvers.basic");

function service.new(host, kind, conn_type, extra)
	local port = kind == "xmpp-server" and ports[host] or 1;
	return basic.new("127.0.0.1", port, conn_type, extra);
end
