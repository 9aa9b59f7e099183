/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["dsock"] || ($protobuf.roots["dsock"] = {});

export const dsock = $root.dsock = (() => {

    /**
     * Namespace dsock.
     * @exports dsock
     * @namespace
     */
    const dsock = {};

    dsock.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof dsock
         * @namespace
         */
        const v1 = {};

        v1.Target = (function() {

            /**
             * Properties of a Target.
             * @typedef {Object} dsock.v1.Target.$Properties
             * @property {string|null} [connection] A connection id (UUID).
             * @property {string|null} [channel] A channel name.
             * @property {dsock.v1.UserTarget.$Properties|null} [user] A user, all sessions or one.
             * @property {"connection"|"channel"|"user"} [kind] Target kind
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Target.
             * @memberof dsock.v1
             * @interface ITarget
             * @augments dsock.v1.Target.$Properties
             * @deprecated Use dsock.v1.Target.$Properties instead.
             */

            /**
             * Narrowed shape of a Target.
             * @typedef {{
             *   connection?: string|null;
             *   channel?: string|null;
             *   user?: dsock.v1.UserTarget.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ kind?: undefined; connection?: null; channel?: null; user?: null }|{ kind?: "connection"; connection: string; channel?: null; user?: null }|{ kind?: "channel"; connection?: null; channel: string; user?: null }|{ kind?: "user"; connection?: null; channel?: null; user: dsock.v1.UserTarget.$Shape })
             * )} dsock.v1.Target.$Shape
             */

            /**
             * Constructs a new Target.
             * @memberof dsock.v1
             * @classdesc What a call addresses: exactly one case is set.
             * @constructor
             * @param {dsock.v1.Target.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Target = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * A connection id (UUID).
             * @member {string|null|undefined} connection
             * @memberof dsock.v1.Target
             * @instance
             */
            Target.prototype.connection = null;

            /**
             * A channel name.
             * @member {string|null|undefined} channel
             * @memberof dsock.v1.Target
             * @instance
             */
            Target.prototype.channel = null;

            /**
             * A user, all sessions or one.
             * @member {dsock.v1.UserTarget.$Properties|null|undefined} user
             * @memberof dsock.v1.Target
             * @instance
             */
            Target.prototype.user = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Target kind.
             * @member {"connection"|"channel"|"user"|undefined} kind
             * @memberof dsock.v1.Target
             * @instance
             */
            $Object.defineProperty(Target.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["connection", "channel", "user"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Target instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Target
             * @static
             * @param {dsock.v1.Target.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Target} Target instance
             * @type {{
             *   (properties: dsock.v1.Target.$Shape): dsock.v1.Target & dsock.v1.Target.$Shape;
             *   (properties?: dsock.v1.Target.$Properties): dsock.v1.Target;
             * }}
             */
            Target.create = function(properties) {
                return new Target(properties);
            };

            /**
             * Encodes the specified Target message. Does not implicitly {@link dsock.v1.Target.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Target
             * @static
             * @param {dsock.v1.Target.$Properties} message Target message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Target.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.connection != null && $Object.hasOwnProperty.call(message, "connection"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.connection);
                if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.channel);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                    $root.dsock.v1.UserTarget.encode(message.user, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Target message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Target
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Target & dsock.v1.Target.$Shape} Target
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Target.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Target();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.connection = reader.stringVerify();
                            message.kind = "connection";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.channel = reader.stringVerify();
                            message.kind = "channel";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.user = $root.dsock.v1.UserTarget.decode(reader, reader.size(), $undefined, _depth + 1, message.user);
                            message.kind = "user";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Target;
        })();

        v1.UserTarget = (function() {

            /**
             * Properties of a UserTarget.
             * @typedef {Object} dsock.v1.UserTarget.$Properties
             * @property {string|null} [user] UserTarget user
             * @property {string|null} [session] Absent: every session of the user, and connections without one.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a UserTarget.
             * @memberof dsock.v1
             * @interface IUserTarget
             * @augments dsock.v1.UserTarget.$Properties
             * @deprecated Use dsock.v1.UserTarget.$Properties instead.
             */

            /**
             * Shape of a UserTarget.
             * @typedef {dsock.v1.UserTarget.$Properties} dsock.v1.UserTarget.$Shape
             */

            /**
             * Constructs a new UserTarget.
             * @memberof dsock.v1
             * @classdesc Represents a UserTarget.
             * @constructor
             * @param {dsock.v1.UserTarget.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UserTarget = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UserTarget user.
             * @member {string} user
             * @memberof dsock.v1.UserTarget
             * @instance
             */
            UserTarget.prototype.user = "";

            /**
             * Absent: every session of the user, and connections without one.
             * @member {string|null|undefined} session
             * @memberof dsock.v1.UserTarget
             * @instance
             */
            UserTarget.prototype.session = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(UserTarget.prototype, "_session", {
                get: $util.oneOfGetter($oneOfFields = ["session"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new UserTarget instance using the specified properties.
             * @function create
             * @memberof dsock.v1.UserTarget
             * @static
             * @param {dsock.v1.UserTarget.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.UserTarget} UserTarget instance
             * @type {{
             *   (properties: dsock.v1.UserTarget.$Shape): dsock.v1.UserTarget & dsock.v1.UserTarget.$Shape;
             *   (properties?: dsock.v1.UserTarget.$Properties): dsock.v1.UserTarget;
             * }}
             */
            UserTarget.create = function(properties) {
                return new UserTarget(properties);
            };

            /**
             * Encodes the specified UserTarget message. Does not implicitly {@link dsock.v1.UserTarget.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.UserTarget
             * @static
             * @param {dsock.v1.UserTarget.$Properties} message UserTarget message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UserTarget.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.session);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a UserTarget message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.UserTarget
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.UserTarget & dsock.v1.UserTarget.$Shape} UserTarget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UserTarget.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.UserTarget();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.session = reader.stringVerify();
                            message._session = "session";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UserTarget;
        })();

        v1.Envelope = (function() {

            /**
             * Properties of an Envelope.
             * @typedef {Object} dsock.v1.Envelope.$Properties
             * @property {string|null} [requestId] The X-Request-ID of the call, for logs.
             * @property {string|null} [replyTo] Where the reply goes; empty: the caller wants none.
             * @property {number|null} [correlation] Number of the request within `reply_to`.
             * @property {string|null} [traceparent] W3C trace context of the call, or of its span where the API traces; empty: none.
             * @property {dsock.v1.Target.$Properties|null} [target] Envelope target
             * @property {dsock.v1.Send.$Properties|null} [send] Envelope send
             * @property {dsock.v1.Disconnect.$Properties|null} [disconnect] Envelope disconnect
             * @property {dsock.v1.ChannelChange.$Properties|null} [channelChange] Envelope channelChange
             * @property {dsock.v1.InfoQuery.$Properties|null} [infoQuery] Envelope infoQuery
             * @property {dsock.v1.Probe.$Properties|null} [probe] Envelope probe
             * @property {number|null} [sentAtMs] When the API sent this, in milliseconds since the epoch by its own clock; 0: it does not say.
             * @property {string|null} [tracestate] The vendors' part of the trace context; empty: none.
             * @property {Uint8Array|null} [body] The message of `send`. Highest number and last on the wire: encoders then write it without moving it.
             * @property {"send"|"disconnect"|"channelChange"|"infoQuery"|"probe"} [action] Envelope action
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Envelope.
             * @memberof dsock.v1
             * @interface IEnvelope
             * @augments dsock.v1.Envelope.$Properties
             * @deprecated Use dsock.v1.Envelope.$Properties instead.
             */

            /**
             * Narrowed shape of an Envelope.
             * @typedef {{
             *   requestId?: string|null;
             *   replyTo?: string|null;
             *   correlation?: number|null;
             *   traceparent?: string|null;
             *   target?: dsock.v1.Target.$Shape|null;
             *   send?: dsock.v1.Send.$Shape|null;
             *   disconnect?: dsock.v1.Disconnect.$Shape|null;
             *   channelChange?: dsock.v1.ChannelChange.$Shape|null;
             *   infoQuery?: dsock.v1.InfoQuery.$Shape|null;
             *   probe?: dsock.v1.Probe.$Shape|null;
             *   sentAtMs?: number|null;
             *   tracestate?: string|null;
             *   body?: Uint8Array|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ action?: undefined; send?: null; disconnect?: null; channelChange?: null; infoQuery?: null; probe?: null }|{ action?: "send"; send: dsock.v1.Send.$Shape; disconnect?: null; channelChange?: null; infoQuery?: null; probe?: null }|{ action?: "disconnect"; send?: null; disconnect: dsock.v1.Disconnect.$Shape; channelChange?: null; infoQuery?: null; probe?: null }|{ action?: "channelChange"; send?: null; disconnect?: null; channelChange: dsock.v1.ChannelChange.$Shape; infoQuery?: null; probe?: null }|{ action?: "infoQuery"; send?: null; disconnect?: null; channelChange?: null; infoQuery: dsock.v1.InfoQuery.$Shape; probe?: null }|{ action?: "probe"; send?: null; disconnect?: null; channelChange?: null; infoQuery?: null; probe: dsock.v1.Probe.$Shape })
             * )} dsock.v1.Envelope.$Shape
             */

            /**
             * Constructs a new Envelope.
             * @memberof dsock.v1
             * @classdesc API to worker: one action on every connection of a target.
             * @constructor
             * @param {dsock.v1.Envelope.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Envelope = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The X-Request-ID of the call, for logs.
             * @member {string} requestId
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.requestId = "";

            /**
             * Where the reply goes; empty: the caller wants none.
             * @member {string} replyTo
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.replyTo = "";

            /**
             * Number of the request within `reply_to`.
             * @member {number} correlation
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.correlation = 0;

            /**
             * W3C trace context of the call, or of its span where the API traces; empty: none.
             * @member {string} traceparent
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.traceparent = "";

            /**
             * Envelope target.
             * @member {dsock.v1.Target.$Properties|null|undefined} target
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.target = null;

            /**
             * Envelope send.
             * @member {dsock.v1.Send.$Properties|null|undefined} send
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.send = null;

            /**
             * Envelope disconnect.
             * @member {dsock.v1.Disconnect.$Properties|null|undefined} disconnect
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.disconnect = null;

            /**
             * Envelope channelChange.
             * @member {dsock.v1.ChannelChange.$Properties|null|undefined} channelChange
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.channelChange = null;

            /**
             * Envelope infoQuery.
             * @member {dsock.v1.InfoQuery.$Properties|null|undefined} infoQuery
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.infoQuery = null;

            /**
             * Envelope probe.
             * @member {dsock.v1.Probe.$Properties|null|undefined} probe
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.probe = null;

            /**
             * When the API sent this, in milliseconds since the epoch by its own clock; 0: it does not say.
             * @member {number} sentAtMs
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.sentAtMs = 0;

            /**
             * The vendors' part of the trace context; empty: none.
             * @member {string} tracestate
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.tracestate = "";

            /**
             * The message of `send`. Highest number and last on the wire: encoders then write it without moving it.
             * @member {Uint8Array} body
             * @memberof dsock.v1.Envelope
             * @instance
             */
            Envelope.prototype.body = $util.newBuffer([]);

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Envelope action.
             * @member {"send"|"disconnect"|"channelChange"|"infoQuery"|"probe"|undefined} action
             * @memberof dsock.v1.Envelope
             * @instance
             */
            $Object.defineProperty(Envelope.prototype, "action", {
                get: $util.oneOfGetter($oneOfFields = ["send", "disconnect", "channelChange", "infoQuery", "probe"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Envelope instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Envelope
             * @static
             * @param {dsock.v1.Envelope.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Envelope} Envelope instance
             * @type {{
             *   (properties: dsock.v1.Envelope.$Shape): dsock.v1.Envelope & dsock.v1.Envelope.$Shape;
             *   (properties?: dsock.v1.Envelope.$Properties): dsock.v1.Envelope;
             * }}
             */
            Envelope.create = function(properties) {
                return new Envelope(properties);
            };

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link dsock.v1.Envelope.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Envelope
             * @static
             * @param {dsock.v1.Envelope.$Properties} message Envelope message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Envelope.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
                if (message.replyTo != null && $Object.hasOwnProperty.call(message, "replyTo") && message.replyTo !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.replyTo);
                if (message.correlation != null && $Object.hasOwnProperty.call(message, "correlation") && message.correlation !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.correlation);
                if (message.traceparent != null && $Object.hasOwnProperty.call(message, "traceparent") && message.traceparent !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.traceparent);
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.dsock.v1.Target.encode(message.target, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.send != null && $Object.hasOwnProperty.call(message, "send"))
                    $root.dsock.v1.Send.encode(message.send, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.disconnect != null && $Object.hasOwnProperty.call(message, "disconnect"))
                    $root.dsock.v1.Disconnect.encode(message.disconnect, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.channelChange != null && $Object.hasOwnProperty.call(message, "channelChange"))
                    $root.dsock.v1.ChannelChange.encode(message.channelChange, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.infoQuery != null && $Object.hasOwnProperty.call(message, "infoQuery"))
                    $root.dsock.v1.InfoQuery.encode(message.infoQuery, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.probe != null && $Object.hasOwnProperty.call(message, "probe"))
                    $root.dsock.v1.Probe.encode(message.probe, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.sentAtMs != null && $Object.hasOwnProperty.call(message, "sentAtMs") && !$Object.is(message.sentAtMs, 0))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.sentAtMs);
                if (message.tracestate != null && $Object.hasOwnProperty.call(message, "tracestate") && message.tracestate !== "")
                    writer.uint32(/* id 12, wireType 2 =*/98).string(message.tracestate);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 100, wireType 2 =*/802).bytes(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Envelope
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Envelope & dsock.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Envelope.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Envelope();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestId = value;
                            else
                                delete message.requestId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.replyTo = value;
                            else
                                delete message.replyTo;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.correlation = value;
                            else
                                delete message.correlation;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.traceparent = value;
                            else
                                delete message.traceparent;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.dsock.v1.Target.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.send = $root.dsock.v1.Send.decode(reader, reader.size(), $undefined, _depth + 1, message.send);
                            message.action = "send";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.disconnect = $root.dsock.v1.Disconnect.decode(reader, reader.size(), $undefined, _depth + 1, message.disconnect);
                            message.action = "disconnect";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.channelChange = $root.dsock.v1.ChannelChange.decode(reader, reader.size(), $undefined, _depth + 1, message.channelChange);
                            message.action = "channelChange";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.infoQuery = $root.dsock.v1.InfoQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.infoQuery);
                            message.action = "infoQuery";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.probe = $root.dsock.v1.Probe.decode(reader, reader.size(), $undefined, _depth + 1, message.probe);
                            message.action = "probe";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sentAtMs = value;
                            else
                                delete message.sentAtMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.tracestate = value;
                            else
                                delete message.tracestate;
                            continue;
                        }
                    case 100: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Envelope;
        })();

        v1.Send = (function() {

            /**
             * Properties of a Send.
             * @typedef {Object} dsock.v1.Send.$Properties
             * @property {dsock.v1.Send.MessageType|null} [type] Send type
             * @property {string|null} [except] Connection id that is left out; empty: none.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Send.
             * @memberof dsock.v1
             * @interface ISend
             * @augments dsock.v1.Send.$Properties
             * @deprecated Use dsock.v1.Send.$Properties instead.
             */

            /**
             * Shape of a Send.
             * @typedef {dsock.v1.Send.$Properties} dsock.v1.Send.$Shape
             */

            /**
             * Constructs a new Send.
             * @memberof dsock.v1
             * @classdesc Represents a Send.
             * @constructor
             * @param {dsock.v1.Send.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Send = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Send type.
             * @member {dsock.v1.Send.MessageType} type
             * @memberof dsock.v1.Send
             * @instance
             */
            Send.prototype.type = 0;

            /**
             * Connection id that is left out; empty: none.
             * @member {string} except
             * @memberof dsock.v1.Send
             * @instance
             */
            Send.prototype.except = "";

            /**
             * Creates a new Send instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Send
             * @static
             * @param {dsock.v1.Send.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Send} Send instance
             * @type {{
             *   (properties: dsock.v1.Send.$Shape): dsock.v1.Send & dsock.v1.Send.$Shape;
             *   (properties?: dsock.v1.Send.$Properties): dsock.v1.Send;
             * }}
             */
            Send.create = function(properties) {
                return new Send(properties);
            };

            /**
             * Encodes the specified Send message. Does not implicitly {@link dsock.v1.Send.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Send
             * @static
             * @param {dsock.v1.Send.$Properties} message Send message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Send.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
                if (message.except != null && $Object.hasOwnProperty.call(message, "except") && message.except !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.except);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Send message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Send
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Send & dsock.v1.Send.$Shape} Send
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Send.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Send();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.except = value;
                            else
                                delete message.except;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * MessageType enum.
             * @name dsock.v1.Send.MessageType
             * @enum {number}
             * @property {number} MESSAGE_TYPE_UNSPECIFIED=0 MESSAGE_TYPE_UNSPECIFIED value
             * @property {number} MESSAGE_TYPE_TEXT=1 MESSAGE_TYPE_TEXT value
             * @property {number} MESSAGE_TYPE_BINARY=2 MESSAGE_TYPE_BINARY value
             */
            Send.MessageType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "MESSAGE_TYPE_UNSPECIFIED"] = 0;
                values[valuesById[1] = "MESSAGE_TYPE_TEXT"] = 1;
                values[valuesById[2] = "MESSAGE_TYPE_BINARY"] = 2;
                return values;
            })();

            return Send;
        })();

        v1.Disconnect = (function() {

            /**
             * Properties of a Disconnect.
             * @typedef {Object} dsock.v1.Disconnect.$Properties
             * @property {number|null} [code] WebSocket close code: 1000 or 3000 to 4999.
             * @property {string|null} [reason] At most 123 bytes of UTF-8.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Disconnect.
             * @memberof dsock.v1
             * @interface IDisconnect
             * @augments dsock.v1.Disconnect.$Properties
             * @deprecated Use dsock.v1.Disconnect.$Properties instead.
             */

            /**
             * Shape of a Disconnect.
             * @typedef {dsock.v1.Disconnect.$Properties} dsock.v1.Disconnect.$Shape
             */

            /**
             * Constructs a new Disconnect.
             * @memberof dsock.v1
             * @classdesc Represents a Disconnect.
             * @constructor
             * @param {dsock.v1.Disconnect.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Disconnect = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * WebSocket close code: 1000 or 3000 to 4999.
             * @member {number} code
             * @memberof dsock.v1.Disconnect
             * @instance
             */
            Disconnect.prototype.code = 0;

            /**
             * At most 123 bytes of UTF-8.
             * @member {string} reason
             * @memberof dsock.v1.Disconnect
             * @instance
             */
            Disconnect.prototype.reason = "";

            /**
             * Creates a new Disconnect instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Disconnect
             * @static
             * @param {dsock.v1.Disconnect.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Disconnect} Disconnect instance
             * @type {{
             *   (properties: dsock.v1.Disconnect.$Shape): dsock.v1.Disconnect & dsock.v1.Disconnect.$Shape;
             *   (properties?: dsock.v1.Disconnect.$Properties): dsock.v1.Disconnect;
             * }}
             */
            Disconnect.create = function(properties) {
                return new Disconnect(properties);
            };

            /**
             * Encodes the specified Disconnect message. Does not implicitly {@link dsock.v1.Disconnect.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Disconnect
             * @static
             * @param {dsock.v1.Disconnect.$Properties} message Disconnect message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Disconnect.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.code);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Disconnect message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Disconnect
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Disconnect & dsock.v1.Disconnect.$Shape} Disconnect
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Disconnect.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Disconnect();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Disconnect;
        })();

        v1.ChannelChange = (function() {

            /**
             * Properties of a ChannelChange.
             * @typedef {Object} dsock.v1.ChannelChange.$Properties
             * @property {string|null} [channel] ChannelChange channel
             * @property {boolean|null} [unsubscribe] false: subscribe.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ChannelChange.
             * @memberof dsock.v1
             * @interface IChannelChange
             * @augments dsock.v1.ChannelChange.$Properties
             * @deprecated Use dsock.v1.ChannelChange.$Properties instead.
             */

            /**
             * Shape of a ChannelChange.
             * @typedef {dsock.v1.ChannelChange.$Properties} dsock.v1.ChannelChange.$Shape
             */

            /**
             * Constructs a new ChannelChange.
             * @memberof dsock.v1
             * @classdesc Represents a ChannelChange.
             * @constructor
             * @param {dsock.v1.ChannelChange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ChannelChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ChannelChange channel.
             * @member {string} channel
             * @memberof dsock.v1.ChannelChange
             * @instance
             */
            ChannelChange.prototype.channel = "";

            /**
             * false: subscribe.
             * @member {boolean} unsubscribe
             * @memberof dsock.v1.ChannelChange
             * @instance
             */
            ChannelChange.prototype.unsubscribe = false;

            /**
             * Creates a new ChannelChange instance using the specified properties.
             * @function create
             * @memberof dsock.v1.ChannelChange
             * @static
             * @param {dsock.v1.ChannelChange.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.ChannelChange} ChannelChange instance
             * @type {{
             *   (properties: dsock.v1.ChannelChange.$Shape): dsock.v1.ChannelChange & dsock.v1.ChannelChange.$Shape;
             *   (properties?: dsock.v1.ChannelChange.$Properties): dsock.v1.ChannelChange;
             * }}
             */
            ChannelChange.create = function(properties) {
                return new ChannelChange(properties);
            };

            /**
             * Encodes the specified ChannelChange message. Does not implicitly {@link dsock.v1.ChannelChange.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.ChannelChange
             * @static
             * @param {dsock.v1.ChannelChange.$Properties} message ChannelChange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ChannelChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.channel);
                if (message.unsubscribe != null && $Object.hasOwnProperty.call(message, "unsubscribe") && message.unsubscribe !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.unsubscribe);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ChannelChange message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.ChannelChange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.ChannelChange & dsock.v1.ChannelChange.$Shape} ChannelChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ChannelChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.ChannelChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.channel = value;
                            else
                                delete message.channel;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.unsubscribe = value;
                            else
                                delete message.unsubscribe;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ChannelChange;
        })();

        v1.InfoQuery = (function() {

            /**
             * Properties of an InfoQuery.
             * @typedef {Object} dsock.v1.InfoQuery.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InfoQuery.
             * @memberof dsock.v1
             * @interface IInfoQuery
             * @augments dsock.v1.InfoQuery.$Properties
             * @deprecated Use dsock.v1.InfoQuery.$Properties instead.
             */

            /**
             * Shape of an InfoQuery.
             * @typedef {dsock.v1.InfoQuery.$Properties} dsock.v1.InfoQuery.$Shape
             */

            /**
             * Constructs a new InfoQuery.
             * @memberof dsock.v1
             * @classdesc Represents an InfoQuery.
             * @constructor
             * @param {dsock.v1.InfoQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InfoQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new InfoQuery instance using the specified properties.
             * @function create
             * @memberof dsock.v1.InfoQuery
             * @static
             * @param {dsock.v1.InfoQuery.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.InfoQuery} InfoQuery instance
             * @type {{
             *   (properties: dsock.v1.InfoQuery.$Shape): dsock.v1.InfoQuery & dsock.v1.InfoQuery.$Shape;
             *   (properties?: dsock.v1.InfoQuery.$Properties): dsock.v1.InfoQuery;
             * }}
             */
            InfoQuery.create = function(properties) {
                return new InfoQuery(properties);
            };

            /**
             * Encodes the specified InfoQuery message. Does not implicitly {@link dsock.v1.InfoQuery.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.InfoQuery
             * @static
             * @param {dsock.v1.InfoQuery.$Properties} message InfoQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InfoQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InfoQuery message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.InfoQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.InfoQuery & dsock.v1.InfoQuery.$Shape} InfoQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InfoQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.InfoQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InfoQuery;
        })();

        v1.Probe = (function() {

            /**
             * Properties of a Probe.
             * @typedef {Object} dsock.v1.Probe.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Probe.
             * @memberof dsock.v1
             * @interface IProbe
             * @augments dsock.v1.Probe.$Properties
             * @deprecated Use dsock.v1.Probe.$Properties instead.
             */

            /**
             * Shape of a Probe.
             * @typedef {dsock.v1.Probe.$Properties} dsock.v1.Probe.$Shape
             */

            /**
             * Constructs a new Probe.
             * @memberof dsock.v1
             * @classdesc Sent by a process to itself through the backplane, to prove that the way is open.
             * @constructor
             * @param {dsock.v1.Probe.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Probe = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new Probe instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Probe
             * @static
             * @param {dsock.v1.Probe.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Probe} Probe instance
             * @type {{
             *   (properties: dsock.v1.Probe.$Shape): dsock.v1.Probe & dsock.v1.Probe.$Shape;
             *   (properties?: dsock.v1.Probe.$Properties): dsock.v1.Probe;
             * }}
             */
            Probe.create = function(properties) {
                return new Probe(properties);
            };

            /**
             * Encodes the specified Probe message. Does not implicitly {@link dsock.v1.Probe.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Probe
             * @static
             * @param {dsock.v1.Probe.$Properties} message Probe message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Probe.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Probe message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Probe
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Probe & dsock.v1.Probe.$Shape} Probe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Probe.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Probe();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Probe;
        })();

        v1.Reply = (function() {

            /**
             * Properties of a Reply.
             * @typedef {Object} dsock.v1.Reply.$Properties
             * @property {number|null} [correlation] Reply correlation
             * @property {string|null} [worker] Reply worker
             * @property {boolean|null} [last] Reply last
             * @property {dsock.v1.Sent.$Properties|null} [sent] Reply sent
             * @property {dsock.v1.Disconnected.$Properties|null} [disconnected] Reply disconnected
             * @property {dsock.v1.Changed.$Properties|null} [changed] Reply changed
             * @property {dsock.v1.Connections.$Properties|null} [connections] Reply connections
             * @property {dsock.v1.Failed.$Properties|null} [failed] Reply failed
             * @property {"sent"|"disconnected"|"changed"|"connections"|"failed"} [result] Reply result
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Reply.
             * @memberof dsock.v1
             * @interface IReply
             * @augments dsock.v1.Reply.$Properties
             * @deprecated Use dsock.v1.Reply.$Properties instead.
             */

            /**
             * Narrowed shape of a Reply.
             * @typedef {{
             *   correlation?: number|null;
             *   worker?: string|null;
             *   last?: boolean|null;
             *   sent?: dsock.v1.Sent.$Shape|null;
             *   disconnected?: dsock.v1.Disconnected.$Shape|null;
             *   changed?: dsock.v1.Changed.$Shape|null;
             *   connections?: dsock.v1.Connections.$Shape|null;
             *   failed?: dsock.v1.Failed.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ result?: undefined; sent?: null; disconnected?: null; changed?: null; connections?: null; failed?: null }|{ result?: "sent"; sent: dsock.v1.Sent.$Shape; disconnected?: null; changed?: null; connections?: null; failed?: null }|{ result?: "disconnected"; sent?: null; disconnected: dsock.v1.Disconnected.$Shape; changed?: null; connections?: null; failed?: null }|{ result?: "changed"; sent?: null; disconnected?: null; changed: dsock.v1.Changed.$Shape; connections?: null; failed?: null }|{ result?: "connections"; sent?: null; disconnected?: null; changed?: null; connections: dsock.v1.Connections.$Shape; failed?: null }|{ result?: "failed"; sent?: null; disconnected?: null; changed?: null; connections?: null; failed: dsock.v1.Failed.$Shape })
             * )} dsock.v1.Reply.$Shape
             */

            /**
             * Constructs a new Reply.
             * @memberof dsock.v1
             * @classdesc Worker to API: the answer to one request. `connections` may take several replies; `last` marks the final one.
             * @constructor
             * @param {dsock.v1.Reply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Reply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Reply correlation.
             * @member {number} correlation
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.correlation = 0;

            /**
             * Reply worker.
             * @member {string} worker
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.worker = "";

            /**
             * Reply last.
             * @member {boolean} last
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.last = false;

            /**
             * Reply sent.
             * @member {dsock.v1.Sent.$Properties|null|undefined} sent
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.sent = null;

            /**
             * Reply disconnected.
             * @member {dsock.v1.Disconnected.$Properties|null|undefined} disconnected
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.disconnected = null;

            /**
             * Reply changed.
             * @member {dsock.v1.Changed.$Properties|null|undefined} changed
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.changed = null;

            /**
             * Reply connections.
             * @member {dsock.v1.Connections.$Properties|null|undefined} connections
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.connections = null;

            /**
             * Reply failed.
             * @member {dsock.v1.Failed.$Properties|null|undefined} failed
             * @memberof dsock.v1.Reply
             * @instance
             */
            Reply.prototype.failed = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Reply result.
             * @member {"sent"|"disconnected"|"changed"|"connections"|"failed"|undefined} result
             * @memberof dsock.v1.Reply
             * @instance
             */
            $Object.defineProperty(Reply.prototype, "result", {
                get: $util.oneOfGetter($oneOfFields = ["sent", "disconnected", "changed", "connections", "failed"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Reply instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Reply
             * @static
             * @param {dsock.v1.Reply.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Reply} Reply instance
             * @type {{
             *   (properties: dsock.v1.Reply.$Shape): dsock.v1.Reply & dsock.v1.Reply.$Shape;
             *   (properties?: dsock.v1.Reply.$Properties): dsock.v1.Reply;
             * }}
             */
            Reply.create = function(properties) {
                return new Reply(properties);
            };

            /**
             * Encodes the specified Reply message. Does not implicitly {@link dsock.v1.Reply.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Reply
             * @static
             * @param {dsock.v1.Reply.$Properties} message Reply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Reply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.correlation != null && $Object.hasOwnProperty.call(message, "correlation") && message.correlation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.correlation);
                if (message.worker != null && $Object.hasOwnProperty.call(message, "worker") && message.worker !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.worker);
                if (message.last != null && $Object.hasOwnProperty.call(message, "last") && message.last !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.last);
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent"))
                    $root.dsock.v1.Sent.encode(message.sent, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.disconnected != null && $Object.hasOwnProperty.call(message, "disconnected"))
                    $root.dsock.v1.Disconnected.encode(message.disconnected, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.changed != null && $Object.hasOwnProperty.call(message, "changed"))
                    $root.dsock.v1.Changed.encode(message.changed, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.connections != null && $Object.hasOwnProperty.call(message, "connections"))
                    $root.dsock.v1.Connections.encode(message.connections, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.failed != null && $Object.hasOwnProperty.call(message, "failed"))
                    $root.dsock.v1.Failed.encode(message.failed, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Reply message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Reply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Reply & dsock.v1.Reply.$Shape} Reply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Reply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Reply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.correlation = value;
                            else
                                delete message.correlation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.worker = value;
                            else
                                delete message.worker;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.last = value;
                            else
                                delete message.last;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.sent = $root.dsock.v1.Sent.decode(reader, reader.size(), $undefined, _depth + 1, message.sent);
                            message.result = "sent";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.disconnected = $root.dsock.v1.Disconnected.decode(reader, reader.size(), $undefined, _depth + 1, message.disconnected);
                            message.result = "disconnected";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.changed = $root.dsock.v1.Changed.decode(reader, reader.size(), $undefined, _depth + 1, message.changed);
                            message.result = "changed";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.connections = $root.dsock.v1.Connections.decode(reader, reader.size(), $undefined, _depth + 1, message.connections);
                            message.result = "connections";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.failed = $root.dsock.v1.Failed.decode(reader, reader.size(), $undefined, _depth + 1, message.failed);
                            message.result = "failed";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reply;
        })();

        v1.Sent = (function() {

            /**
             * Properties of a Sent.
             * @typedef {Object} dsock.v1.Sent.$Properties
             * @property {number|null} [delivered] Open sockets that took the bytes.
             * @property {number|null} [dropped] Sockets that were too slow to take them.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Sent.
             * @memberof dsock.v1
             * @interface ISent
             * @augments dsock.v1.Sent.$Properties
             * @deprecated Use dsock.v1.Sent.$Properties instead.
             */

            /**
             * Shape of a Sent.
             * @typedef {dsock.v1.Sent.$Properties} dsock.v1.Sent.$Shape
             */

            /**
             * Constructs a new Sent.
             * @memberof dsock.v1
             * @classdesc Represents a Sent.
             * @constructor
             * @param {dsock.v1.Sent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Sent = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Open sockets that took the bytes.
             * @member {number} delivered
             * @memberof dsock.v1.Sent
             * @instance
             */
            Sent.prototype.delivered = 0;

            /**
             * Sockets that were too slow to take them.
             * @member {number} dropped
             * @memberof dsock.v1.Sent
             * @instance
             */
            Sent.prototype.dropped = 0;

            /**
             * Creates a new Sent instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Sent
             * @static
             * @param {dsock.v1.Sent.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Sent} Sent instance
             * @type {{
             *   (properties: dsock.v1.Sent.$Shape): dsock.v1.Sent & dsock.v1.Sent.$Shape;
             *   (properties?: dsock.v1.Sent.$Properties): dsock.v1.Sent;
             * }}
             */
            Sent.create = function(properties) {
                return new Sent(properties);
            };

            /**
             * Encodes the specified Sent message. Does not implicitly {@link dsock.v1.Sent.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Sent
             * @static
             * @param {dsock.v1.Sent.$Properties} message Sent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.delivered != null && $Object.hasOwnProperty.call(message, "delivered") && message.delivered !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.delivered);
                if (message.dropped != null && $Object.hasOwnProperty.call(message, "dropped") && message.dropped !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.dropped);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Sent message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Sent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Sent & dsock.v1.Sent.$Shape} Sent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Sent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.delivered = value;
                            else
                                delete message.delivered;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.dropped = value;
                            else
                                delete message.dropped;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Sent;
        })();

        v1.Disconnected = (function() {

            /**
             * Properties of a Disconnected.
             * @typedef {Object} dsock.v1.Disconnected.$Properties
             * @property {number|null} [count] Disconnected count
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Disconnected.
             * @memberof dsock.v1
             * @interface IDisconnected
             * @augments dsock.v1.Disconnected.$Properties
             * @deprecated Use dsock.v1.Disconnected.$Properties instead.
             */

            /**
             * Shape of a Disconnected.
             * @typedef {dsock.v1.Disconnected.$Properties} dsock.v1.Disconnected.$Shape
             */

            /**
             * Constructs a new Disconnected.
             * @memberof dsock.v1
             * @classdesc Represents a Disconnected.
             * @constructor
             * @param {dsock.v1.Disconnected.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Disconnected = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Disconnected count.
             * @member {number} count
             * @memberof dsock.v1.Disconnected
             * @instance
             */
            Disconnected.prototype.count = 0;

            /**
             * Creates a new Disconnected instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Disconnected
             * @static
             * @param {dsock.v1.Disconnected.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Disconnected} Disconnected instance
             * @type {{
             *   (properties: dsock.v1.Disconnected.$Shape): dsock.v1.Disconnected & dsock.v1.Disconnected.$Shape;
             *   (properties?: dsock.v1.Disconnected.$Properties): dsock.v1.Disconnected;
             * }}
             */
            Disconnected.create = function(properties) {
                return new Disconnected(properties);
            };

            /**
             * Encodes the specified Disconnected message. Does not implicitly {@link dsock.v1.Disconnected.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Disconnected
             * @static
             * @param {dsock.v1.Disconnected.$Properties} message Disconnected message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Disconnected.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.count);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Disconnected message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Disconnected
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Disconnected & dsock.v1.Disconnected.$Shape} Disconnected
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Disconnected.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Disconnected();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Disconnected;
        })();

        v1.Changed = (function() {

            /**
             * Properties of a Changed.
             * @typedef {Object} dsock.v1.Changed.$Properties
             * @property {number|null} [count] Connections whose subscription changed.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Changed.
             * @memberof dsock.v1
             * @interface IChanged
             * @augments dsock.v1.Changed.$Properties
             * @deprecated Use dsock.v1.Changed.$Properties instead.
             */

            /**
             * Shape of a Changed.
             * @typedef {dsock.v1.Changed.$Properties} dsock.v1.Changed.$Shape
             */

            /**
             * Constructs a new Changed.
             * @memberof dsock.v1
             * @classdesc Represents a Changed.
             * @constructor
             * @param {dsock.v1.Changed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Changed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Connections whose subscription changed.
             * @member {number} count
             * @memberof dsock.v1.Changed
             * @instance
             */
            Changed.prototype.count = 0;

            /**
             * Creates a new Changed instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Changed
             * @static
             * @param {dsock.v1.Changed.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Changed} Changed instance
             * @type {{
             *   (properties: dsock.v1.Changed.$Shape): dsock.v1.Changed & dsock.v1.Changed.$Shape;
             *   (properties?: dsock.v1.Changed.$Properties): dsock.v1.Changed;
             * }}
             */
            Changed.create = function(properties) {
                return new Changed(properties);
            };

            /**
             * Encodes the specified Changed message. Does not implicitly {@link dsock.v1.Changed.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Changed
             * @static
             * @param {dsock.v1.Changed.$Properties} message Changed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Changed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.count);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Changed message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Changed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Changed & dsock.v1.Changed.$Shape} Changed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Changed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Changed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Changed;
        })();

        v1.Connections = (function() {

            /**
             * Properties of a Connections.
             * @typedef {Object} dsock.v1.Connections.$Properties
             * @property {Array.<dsock.v1.Connection.$Properties>|null} [connections] Connections connections
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Connections.
             * @memberof dsock.v1
             * @interface IConnections
             * @augments dsock.v1.Connections.$Properties
             * @deprecated Use dsock.v1.Connections.$Properties instead.
             */

            /**
             * Shape of a Connections.
             * @typedef {dsock.v1.Connections.$Properties} dsock.v1.Connections.$Shape
             */

            /**
             * Constructs a new Connections.
             * @memberof dsock.v1
             * @classdesc Represents a Connections.
             * @constructor
             * @param {dsock.v1.Connections.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Connections = function (properties) {
                this.connections = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Connections connections.
             * @member {Array.<dsock.v1.Connection.$Properties>} connections
             * @memberof dsock.v1.Connections
             * @instance
             */
            Connections.prototype.connections = $util.emptyArray;

            /**
             * Creates a new Connections instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Connections
             * @static
             * @param {dsock.v1.Connections.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Connections} Connections instance
             * @type {{
             *   (properties: dsock.v1.Connections.$Shape): dsock.v1.Connections & dsock.v1.Connections.$Shape;
             *   (properties?: dsock.v1.Connections.$Properties): dsock.v1.Connections;
             * }}
             */
            Connections.create = function(properties) {
                return new Connections(properties);
            };

            /**
             * Encodes the specified Connections message. Does not implicitly {@link dsock.v1.Connections.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Connections
             * @static
             * @param {dsock.v1.Connections.$Properties} message Connections message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Connections.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.connections != null && message.connections.length)
                    for (let i = 0; i < message.connections.length; ++i)
                        $root.dsock.v1.Connection.encode(message.connections[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Connections message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Connections
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Connections & dsock.v1.Connections.$Shape} Connections
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Connections.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Connections();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.connections && message.connections.length))
                                message.connections = [];
                            message.connections.push($root.dsock.v1.Connection.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Connections;
        })();

        v1.Connection = (function() {

            /**
             * Properties of a Connection.
             * @typedef {Object} dsock.v1.Connection.$Properties
             * @property {string|null} [id] Connection id
             * @property {number|null} [lastPingSeconds] Seconds since the epoch.
             * @property {string|null} [user] Connection user
             * @property {string|null} [session] Connection session
             * @property {Array.<string>|null} [channels] Connection channels
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Connection.
             * @memberof dsock.v1
             * @interface IConnection
             * @augments dsock.v1.Connection.$Properties
             * @deprecated Use dsock.v1.Connection.$Properties instead.
             */

            /**
             * Shape of a Connection.
             * @typedef {dsock.v1.Connection.$Properties} dsock.v1.Connection.$Shape
             */

            /**
             * Constructs a new Connection.
             * @memberof dsock.v1
             * @classdesc Represents a Connection.
             * @constructor
             * @param {dsock.v1.Connection.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Connection = function (properties) {
                this.channels = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Connection id.
             * @member {string} id
             * @memberof dsock.v1.Connection
             * @instance
             */
            Connection.prototype.id = "";

            /**
             * Seconds since the epoch.
             * @member {number} lastPingSeconds
             * @memberof dsock.v1.Connection
             * @instance
             */
            Connection.prototype.lastPingSeconds = 0;

            /**
             * Connection user.
             * @member {string} user
             * @memberof dsock.v1.Connection
             * @instance
             */
            Connection.prototype.user = "";

            /**
             * Connection session.
             * @member {string|null|undefined} session
             * @memberof dsock.v1.Connection
             * @instance
             */
            Connection.prototype.session = null;

            /**
             * Connection channels.
             * @member {Array.<string>} channels
             * @memberof dsock.v1.Connection
             * @instance
             */
            Connection.prototype.channels = $util.emptyArray;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Connection.prototype, "_session", {
                get: $util.oneOfGetter($oneOfFields = ["session"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Connection instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Connection
             * @static
             * @param {dsock.v1.Connection.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Connection} Connection instance
             * @type {{
             *   (properties: dsock.v1.Connection.$Shape): dsock.v1.Connection & dsock.v1.Connection.$Shape;
             *   (properties?: dsock.v1.Connection.$Properties): dsock.v1.Connection;
             * }}
             */
            Connection.create = function(properties) {
                return new Connection(properties);
            };

            /**
             * Encodes the specified Connection message. Does not implicitly {@link dsock.v1.Connection.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Connection
             * @static
             * @param {dsock.v1.Connection.$Properties} message Connection message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Connection.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.lastPingSeconds != null && $Object.hasOwnProperty.call(message, "lastPingSeconds") && !$Object.is(message.lastPingSeconds, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.lastPingSeconds);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.user);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.session);
                if (message.channels != null && message.channels.length)
                    for (let i = 0; i < message.channels.length; ++i)
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.channels[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Connection message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Connection
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Connection & dsock.v1.Connection.$Shape} Connection
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Connection.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Connection();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastPingSeconds = value;
                            else
                                delete message.lastPingSeconds;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.session = reader.stringVerify();
                            message._session = "session";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.channels && message.channels.length))
                                message.channels = [];
                            message.channels.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Connection;
        })();

        v1.Failed = (function() {

            /**
             * Properties of a Failed.
             * @typedef {Object} dsock.v1.Failed.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Failed.
             * @memberof dsock.v1
             * @interface IFailed
             * @augments dsock.v1.Failed.$Properties
             * @deprecated Use dsock.v1.Failed.$Properties instead.
             */

            /**
             * Shape of a Failed.
             * @typedef {dsock.v1.Failed.$Properties} dsock.v1.Failed.$Shape
             */

            /**
             * Constructs a new Failed.
             * @memberof dsock.v1
             * @classdesc The worker got the request and could not put it in force.
             * @constructor
             * @param {dsock.v1.Failed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Failed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new Failed instance using the specified properties.
             * @function create
             * @memberof dsock.v1.Failed
             * @static
             * @param {dsock.v1.Failed.$Properties=} [properties] Properties to set
             * @returns {dsock.v1.Failed} Failed instance
             * @type {{
             *   (properties: dsock.v1.Failed.$Shape): dsock.v1.Failed & dsock.v1.Failed.$Shape;
             *   (properties?: dsock.v1.Failed.$Properties): dsock.v1.Failed;
             * }}
             */
            Failed.create = function(properties) {
                return new Failed(properties);
            };

            /**
             * Encodes the specified Failed message. Does not implicitly {@link dsock.v1.Failed.verify|verify} messages.
             * @function encode
             * @memberof dsock.v1.Failed
             * @static
             * @param {dsock.v1.Failed.$Properties} message Failed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Failed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Failed message from the specified reader or buffer.
             * @function decode
             * @memberof dsock.v1.Failed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {dsock.v1.Failed & dsock.v1.Failed.$Shape} Failed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Failed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.dsock.v1.Failed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Failed;
        })();

        return v1;
    })();

    return dsock;
})();

export {
  $root as default
};
