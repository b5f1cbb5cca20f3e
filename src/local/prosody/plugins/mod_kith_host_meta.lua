-- XEP-0156 host-meta for test servers: Prosody 0.12 has no module of its own for it.
local json = require "util.json";
module:depends("http");
local websocket = module:get_option_string("kith_websocket");

local function headers(event, content_type)
	event.response.headers.content_type = content_type;
	event.response.headers.access_control_allow_origin = "*";
end

local function xrd(event)
	headers(event, "application/xrd+xml");
	return "<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>"
		.. "<Link rel='urn:xmpp:alt-connections:websocket' href='" .. websocket .. "'/></XRD>";
end

local function jrd(event)
	headers(event, "application/json");
	return json.encode({ links = { { rel = "urn:xmpp:alt-connections:websocket"; href = websocket } } });
end

module:provides("http", {
	name = "kith_host_meta";
	default_path = "/.well-known";
	route = { ["GET /host-meta"] = xrd; ["GET /host-meta.json"] = jrd };
});
