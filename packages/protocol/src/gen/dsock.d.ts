import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace dsock. */
export namespace dsock {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a Target.
         * @deprecated Use dsock.v1.Target.$Properties instead.
         */
        interface ITarget extends dsock.v1.Target.$Properties {
        }

        /** What a call addresses: exactly one case is set. */
        class Target {

            /**
             * Constructs a new Target.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Target.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** A connection id (UUID). */
            connection?: (string|null);

            /** A channel name. */
            channel?: (string|null);

            /** A user, all sessions or one. */
            user?: (dsock.v1.UserTarget.$Properties|null);

            /** Target kind. */
            kind?: ("connection"|"channel"|"user");

            /**
             * Creates a new Target instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Target instance
             */
            static create(properties: dsock.v1.Target.$Shape): dsock.v1.Target & dsock.v1.Target.$Shape;
            static create(properties?: dsock.v1.Target.$Properties): dsock.v1.Target;

            /**
             * Encodes the specified Target message. Does not implicitly {@link dsock.v1.Target.verify|verify} messages.
             * @param message Target message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Target.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Target message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Target & dsock.v1.Target.$Shape} Target
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Target & dsock.v1.Target.$Shape;
        }

        namespace Target {

            /** Properties of a Target. */
            interface $Properties {

                /** A connection id (UUID). */
                connection?: (string|null);

                /** A channel name. */
                channel?: (string|null);

                /** A user, all sessions or one. */
                user?: (dsock.v1.UserTarget.$Properties|null);

                /** Target kind */
                kind?: ("connection"|"channel"|"user");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Target. */
            type $Shape = {
              connection?: string|null;
              channel?: string|null;
              user?: dsock.v1.UserTarget.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; connection?: null; channel?: null; user?: null }|{ kind?: "connection"; connection: string; channel?: null; user?: null }|{ kind?: "channel"; connection?: null; channel: string; user?: null }|{ kind?: "user"; connection?: null; channel?: null; user: dsock.v1.UserTarget.$Shape })
            );
        }

        /**
         * Properties of a UserTarget.
         * @deprecated Use dsock.v1.UserTarget.$Properties instead.
         */
        interface IUserTarget extends dsock.v1.UserTarget.$Properties {
        }

        /** Represents a UserTarget. */
        class UserTarget {

            /**
             * Constructs a new UserTarget.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.UserTarget.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UserTarget user. */
            user: string;

            /** Absent: every session of the user, and connections without one. */
            session?: (string|null);

            /**
             * Creates a new UserTarget instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UserTarget instance
             */
            static create(properties: dsock.v1.UserTarget.$Shape): dsock.v1.UserTarget & dsock.v1.UserTarget.$Shape;
            static create(properties?: dsock.v1.UserTarget.$Properties): dsock.v1.UserTarget;

            /**
             * Encodes the specified UserTarget message. Does not implicitly {@link dsock.v1.UserTarget.verify|verify} messages.
             * @param message UserTarget message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.UserTarget.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a UserTarget message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.UserTarget & dsock.v1.UserTarget.$Shape} UserTarget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.UserTarget & dsock.v1.UserTarget.$Shape;
        }

        namespace UserTarget {

            /** Properties of a UserTarget. */
            interface $Properties {

                /** UserTarget user */
                user?: (string|null);

                /** Absent: every session of the user, and connections without one. */
                session?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a UserTarget. */
            type $Shape = dsock.v1.UserTarget.$Properties;
        }

        /**
         * Properties of an Envelope.
         * @deprecated Use dsock.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends dsock.v1.Envelope.$Properties {
        }

        /** API to worker: one action on every connection of a target. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The X-Request-ID of the call, for logs. */
            requestId: string;

            /** Where the reply goes; empty: the caller wants none. */
            replyTo: string;

            /** Number of the request within `reply_to`. */
            correlation: number;

            /** W3C trace context of the call, or of its span where the API traces; empty: none. */
            traceparent: string;

            /** Envelope target. */
            target?: (dsock.v1.Target.$Properties|null);

            /** Envelope send. */
            send?: (dsock.v1.Send.$Properties|null);

            /** Envelope disconnect. */
            disconnect?: (dsock.v1.Disconnect.$Properties|null);

            /** Envelope channelChange. */
            channelChange?: (dsock.v1.ChannelChange.$Properties|null);

            /** Envelope infoQuery. */
            infoQuery?: (dsock.v1.InfoQuery.$Properties|null);

            /** Envelope probe. */
            probe?: (dsock.v1.Probe.$Properties|null);

            /** When the API sent this, in milliseconds since the epoch by its own clock; 0: it does not say. */
            sentAtMs: number;

            /** The vendors' part of the trace context; empty: none. */
            tracestate: string;

            /** The message of `send`. Highest number and last on the wire: encoders then write it without moving it. */
            body: Uint8Array;

            /** Envelope action. */
            action?: ("send"|"disconnect"|"channelChange"|"infoQuery"|"probe");

            /**
             * Creates a new Envelope instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Envelope instance
             */
            static create(properties: dsock.v1.Envelope.$Shape): dsock.v1.Envelope & dsock.v1.Envelope.$Shape;
            static create(properties?: dsock.v1.Envelope.$Properties): dsock.v1.Envelope;

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link dsock.v1.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Envelope & dsock.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Envelope & dsock.v1.Envelope.$Shape;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** The X-Request-ID of the call, for logs. */
                requestId?: (string|null);

                /** Where the reply goes; empty: the caller wants none. */
                replyTo?: (string|null);

                /** Number of the request within `reply_to`. */
                correlation?: (number|null);

                /** W3C trace context of the call, or of its span where the API traces; empty: none. */
                traceparent?: (string|null);

                /** Envelope target */
                target?: (dsock.v1.Target.$Properties|null);

                /** Envelope send */
                send?: (dsock.v1.Send.$Properties|null);

                /** Envelope disconnect */
                disconnect?: (dsock.v1.Disconnect.$Properties|null);

                /** Envelope channelChange */
                channelChange?: (dsock.v1.ChannelChange.$Properties|null);

                /** Envelope infoQuery */
                infoQuery?: (dsock.v1.InfoQuery.$Properties|null);

                /** Envelope probe */
                probe?: (dsock.v1.Probe.$Properties|null);

                /** When the API sent this, in milliseconds since the epoch by its own clock; 0: it does not say. */
                sentAtMs?: (number|null);

                /** The vendors' part of the trace context; empty: none. */
                tracestate?: (string|null);

                /** The message of `send`. Highest number and last on the wire: encoders then write it without moving it. */
                body?: (Uint8Array|null);

                /** Envelope action */
                action?: ("send"|"disconnect"|"channelChange"|"infoQuery"|"probe");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Envelope. */
            type $Shape = {
              requestId?: string|null;
              replyTo?: string|null;
              correlation?: number|null;
              traceparent?: string|null;
              target?: dsock.v1.Target.$Shape|null;
              send?: dsock.v1.Send.$Shape|null;
              disconnect?: dsock.v1.Disconnect.$Shape|null;
              channelChange?: dsock.v1.ChannelChange.$Shape|null;
              infoQuery?: dsock.v1.InfoQuery.$Shape|null;
              probe?: dsock.v1.Probe.$Shape|null;
              sentAtMs?: number|null;
              tracestate?: string|null;
              body?: Uint8Array|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ action?: undefined; send?: null; disconnect?: null; channelChange?: null; infoQuery?: null; probe?: null }|{ action?: "send"; send: dsock.v1.Send.$Shape; disconnect?: null; channelChange?: null; infoQuery?: null; probe?: null }|{ action?: "disconnect"; send?: null; disconnect: dsock.v1.Disconnect.$Shape; channelChange?: null; infoQuery?: null; probe?: null }|{ action?: "channelChange"; send?: null; disconnect?: null; channelChange: dsock.v1.ChannelChange.$Shape; infoQuery?: null; probe?: null }|{ action?: "infoQuery"; send?: null; disconnect?: null; channelChange?: null; infoQuery: dsock.v1.InfoQuery.$Shape; probe?: null }|{ action?: "probe"; send?: null; disconnect?: null; channelChange?: null; infoQuery?: null; probe: dsock.v1.Probe.$Shape })
            );
        }

        /**
         * Properties of a Send.
         * @deprecated Use dsock.v1.Send.$Properties instead.
         */
        interface ISend extends dsock.v1.Send.$Properties {
        }

        /** Represents a Send. */
        class Send {

            /**
             * Constructs a new Send.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Send.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Send type. */
            type: dsock.v1.Send.MessageType;

            /** Connection id that is left out; empty: none. */
            except: string;

            /**
             * Creates a new Send instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Send instance
             */
            static create(properties: dsock.v1.Send.$Shape): dsock.v1.Send & dsock.v1.Send.$Shape;
            static create(properties?: dsock.v1.Send.$Properties): dsock.v1.Send;

            /**
             * Encodes the specified Send message. Does not implicitly {@link dsock.v1.Send.verify|verify} messages.
             * @param message Send message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Send.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Send message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Send & dsock.v1.Send.$Shape} Send
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Send & dsock.v1.Send.$Shape;
        }

        namespace Send {

            /** Properties of a Send. */
            interface $Properties {

                /** Send type */
                type?: (dsock.v1.Send.MessageType|null);

                /** Connection id that is left out; empty: none. */
                except?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Send. */
            type $Shape = dsock.v1.Send.$Properties;

            /** MessageType enum. */
            enum MessageType {

                /** MESSAGE_TYPE_UNSPECIFIED value */
                MESSAGE_TYPE_UNSPECIFIED = 0,

                /** MESSAGE_TYPE_TEXT value */
                MESSAGE_TYPE_TEXT = 1,

                /** MESSAGE_TYPE_BINARY value */
                MESSAGE_TYPE_BINARY = 2
            }
        }

        /**
         * Properties of a Disconnect.
         * @deprecated Use dsock.v1.Disconnect.$Properties instead.
         */
        interface IDisconnect extends dsock.v1.Disconnect.$Properties {
        }

        /** Represents a Disconnect. */
        class Disconnect {

            /**
             * Constructs a new Disconnect.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Disconnect.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WebSocket close code: 1000 or 3000 to 4999. */
            code: number;

            /** At most 123 bytes of UTF-8. */
            reason: string;

            /**
             * Creates a new Disconnect instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Disconnect instance
             */
            static create(properties: dsock.v1.Disconnect.$Shape): dsock.v1.Disconnect & dsock.v1.Disconnect.$Shape;
            static create(properties?: dsock.v1.Disconnect.$Properties): dsock.v1.Disconnect;

            /**
             * Encodes the specified Disconnect message. Does not implicitly {@link dsock.v1.Disconnect.verify|verify} messages.
             * @param message Disconnect message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Disconnect.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Disconnect message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Disconnect & dsock.v1.Disconnect.$Shape} Disconnect
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Disconnect & dsock.v1.Disconnect.$Shape;
        }

        namespace Disconnect {

            /** Properties of a Disconnect. */
            interface $Properties {

                /** WebSocket close code: 1000 or 3000 to 4999. */
                code?: (number|null);

                /** At most 123 bytes of UTF-8. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Disconnect. */
            type $Shape = dsock.v1.Disconnect.$Properties;
        }

        /**
         * Properties of a ChannelChange.
         * @deprecated Use dsock.v1.ChannelChange.$Properties instead.
         */
        interface IChannelChange extends dsock.v1.ChannelChange.$Properties {
        }

        /** Represents a ChannelChange. */
        class ChannelChange {

            /**
             * Constructs a new ChannelChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.ChannelChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelChange channel. */
            channel: string;

            /** false: subscribe. */
            unsubscribe: boolean;

            /**
             * Creates a new ChannelChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ChannelChange instance
             */
            static create(properties: dsock.v1.ChannelChange.$Shape): dsock.v1.ChannelChange & dsock.v1.ChannelChange.$Shape;
            static create(properties?: dsock.v1.ChannelChange.$Properties): dsock.v1.ChannelChange;

            /**
             * Encodes the specified ChannelChange message. Does not implicitly {@link dsock.v1.ChannelChange.verify|verify} messages.
             * @param message ChannelChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.ChannelChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.ChannelChange & dsock.v1.ChannelChange.$Shape} ChannelChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.ChannelChange & dsock.v1.ChannelChange.$Shape;
        }

        namespace ChannelChange {

            /** Properties of a ChannelChange. */
            interface $Properties {

                /** ChannelChange channel */
                channel?: (string|null);

                /** false: subscribe. */
                unsubscribe?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelChange. */
            type $Shape = dsock.v1.ChannelChange.$Properties;
        }

        /**
         * Properties of an InfoQuery.
         * @deprecated Use dsock.v1.InfoQuery.$Properties instead.
         */
        interface IInfoQuery extends dsock.v1.InfoQuery.$Properties {
        }

        /** Represents an InfoQuery. */
        class InfoQuery {

            /**
             * Constructs a new InfoQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.InfoQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new InfoQuery instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InfoQuery instance
             */
            static create(properties: dsock.v1.InfoQuery.$Shape): dsock.v1.InfoQuery & dsock.v1.InfoQuery.$Shape;
            static create(properties?: dsock.v1.InfoQuery.$Properties): dsock.v1.InfoQuery;

            /**
             * Encodes the specified InfoQuery message. Does not implicitly {@link dsock.v1.InfoQuery.verify|verify} messages.
             * @param message InfoQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.InfoQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InfoQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.InfoQuery & dsock.v1.InfoQuery.$Shape} InfoQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.InfoQuery & dsock.v1.InfoQuery.$Shape;
        }

        namespace InfoQuery {

            /** Properties of an InfoQuery. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InfoQuery. */
            type $Shape = dsock.v1.InfoQuery.$Properties;
        }

        /**
         * Properties of a Probe.
         * @deprecated Use dsock.v1.Probe.$Properties instead.
         */
        interface IProbe extends dsock.v1.Probe.$Properties {
        }

        /** Sent by a process to itself through the backplane, to prove that the way is open. */
        class Probe {

            /**
             * Constructs a new Probe.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Probe.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new Probe instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Probe instance
             */
            static create(properties: dsock.v1.Probe.$Shape): dsock.v1.Probe & dsock.v1.Probe.$Shape;
            static create(properties?: dsock.v1.Probe.$Properties): dsock.v1.Probe;

            /**
             * Encodes the specified Probe message. Does not implicitly {@link dsock.v1.Probe.verify|verify} messages.
             * @param message Probe message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Probe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Probe message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Probe & dsock.v1.Probe.$Shape} Probe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Probe & dsock.v1.Probe.$Shape;
        }

        namespace Probe {

            /** Properties of a Probe. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Probe. */
            type $Shape = dsock.v1.Probe.$Properties;
        }

        /**
         * Properties of a Reply.
         * @deprecated Use dsock.v1.Reply.$Properties instead.
         */
        interface IReply extends dsock.v1.Reply.$Properties {
        }

        /** Worker to API: the answer to one request. `connections` may take several replies; `last` marks the final one. */
        class Reply {

            /**
             * Constructs a new Reply.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Reply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reply correlation. */
            correlation: number;

            /** Reply worker. */
            worker: string;

            /** Reply last. */
            last: boolean;

            /** Reply sent. */
            sent?: (dsock.v1.Sent.$Properties|null);

            /** Reply disconnected. */
            disconnected?: (dsock.v1.Disconnected.$Properties|null);

            /** Reply changed. */
            changed?: (dsock.v1.Changed.$Properties|null);

            /** Reply connections. */
            connections?: (dsock.v1.Connections.$Properties|null);

            /** Reply failed. */
            failed?: (dsock.v1.Failed.$Properties|null);

            /** Reply result. */
            result?: ("sent"|"disconnected"|"changed"|"connections"|"failed");

            /**
             * Creates a new Reply instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Reply instance
             */
            static create(properties: dsock.v1.Reply.$Shape): dsock.v1.Reply & dsock.v1.Reply.$Shape;
            static create(properties?: dsock.v1.Reply.$Properties): dsock.v1.Reply;

            /**
             * Encodes the specified Reply message. Does not implicitly {@link dsock.v1.Reply.verify|verify} messages.
             * @param message Reply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Reply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Reply & dsock.v1.Reply.$Shape} Reply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Reply & dsock.v1.Reply.$Shape;
        }

        namespace Reply {

            /** Properties of a Reply. */
            interface $Properties {

                /** Reply correlation */
                correlation?: (number|null);

                /** Reply worker */
                worker?: (string|null);

                /** Reply last */
                last?: (boolean|null);

                /** Reply sent */
                sent?: (dsock.v1.Sent.$Properties|null);

                /** Reply disconnected */
                disconnected?: (dsock.v1.Disconnected.$Properties|null);

                /** Reply changed */
                changed?: (dsock.v1.Changed.$Properties|null);

                /** Reply connections */
                connections?: (dsock.v1.Connections.$Properties|null);

                /** Reply failed */
                failed?: (dsock.v1.Failed.$Properties|null);

                /** Reply result */
                result?: ("sent"|"disconnected"|"changed"|"connections"|"failed");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Reply. */
            type $Shape = {
              correlation?: number|null;
              worker?: string|null;
              last?: boolean|null;
              sent?: dsock.v1.Sent.$Shape|null;
              disconnected?: dsock.v1.Disconnected.$Shape|null;
              changed?: dsock.v1.Changed.$Shape|null;
              connections?: dsock.v1.Connections.$Shape|null;
              failed?: dsock.v1.Failed.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ result?: undefined; sent?: null; disconnected?: null; changed?: null; connections?: null; failed?: null }|{ result?: "sent"; sent: dsock.v1.Sent.$Shape; disconnected?: null; changed?: null; connections?: null; failed?: null }|{ result?: "disconnected"; sent?: null; disconnected: dsock.v1.Disconnected.$Shape; changed?: null; connections?: null; failed?: null }|{ result?: "changed"; sent?: null; disconnected?: null; changed: dsock.v1.Changed.$Shape; connections?: null; failed?: null }|{ result?: "connections"; sent?: null; disconnected?: null; changed?: null; connections: dsock.v1.Connections.$Shape; failed?: null }|{ result?: "failed"; sent?: null; disconnected?: null; changed?: null; connections?: null; failed: dsock.v1.Failed.$Shape })
            );
        }

        /**
         * Properties of a Sent.
         * @deprecated Use dsock.v1.Sent.$Properties instead.
         */
        interface ISent extends dsock.v1.Sent.$Properties {
        }

        /** Represents a Sent. */
        class Sent {

            /**
             * Constructs a new Sent.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Sent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Open sockets that took the bytes. */
            delivered: number;

            /** Sockets that were too slow to take them. */
            dropped: number;

            /**
             * Creates a new Sent instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Sent instance
             */
            static create(properties: dsock.v1.Sent.$Shape): dsock.v1.Sent & dsock.v1.Sent.$Shape;
            static create(properties?: dsock.v1.Sent.$Properties): dsock.v1.Sent;

            /**
             * Encodes the specified Sent message. Does not implicitly {@link dsock.v1.Sent.verify|verify} messages.
             * @param message Sent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Sent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Sent & dsock.v1.Sent.$Shape} Sent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Sent & dsock.v1.Sent.$Shape;
        }

        namespace Sent {

            /** Properties of a Sent. */
            interface $Properties {

                /** Open sockets that took the bytes. */
                delivered?: (number|null);

                /** Sockets that were too slow to take them. */
                dropped?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sent. */
            type $Shape = dsock.v1.Sent.$Properties;
        }

        /**
         * Properties of a Disconnected.
         * @deprecated Use dsock.v1.Disconnected.$Properties instead.
         */
        interface IDisconnected extends dsock.v1.Disconnected.$Properties {
        }

        /** Represents a Disconnected. */
        class Disconnected {

            /**
             * Constructs a new Disconnected.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Disconnected.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Disconnected count. */
            count: number;

            /**
             * Creates a new Disconnected instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Disconnected instance
             */
            static create(properties: dsock.v1.Disconnected.$Shape): dsock.v1.Disconnected & dsock.v1.Disconnected.$Shape;
            static create(properties?: dsock.v1.Disconnected.$Properties): dsock.v1.Disconnected;

            /**
             * Encodes the specified Disconnected message. Does not implicitly {@link dsock.v1.Disconnected.verify|verify} messages.
             * @param message Disconnected message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Disconnected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Disconnected message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Disconnected & dsock.v1.Disconnected.$Shape} Disconnected
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Disconnected & dsock.v1.Disconnected.$Shape;
        }

        namespace Disconnected {

            /** Properties of a Disconnected. */
            interface $Properties {

                /** Disconnected count */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Disconnected. */
            type $Shape = dsock.v1.Disconnected.$Properties;
        }

        /**
         * Properties of a Changed.
         * @deprecated Use dsock.v1.Changed.$Properties instead.
         */
        interface IChanged extends dsock.v1.Changed.$Properties {
        }

        /** Represents a Changed. */
        class Changed {

            /**
             * Constructs a new Changed.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Changed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Connections whose subscription changed. */
            count: number;

            /**
             * Creates a new Changed instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Changed instance
             */
            static create(properties: dsock.v1.Changed.$Shape): dsock.v1.Changed & dsock.v1.Changed.$Shape;
            static create(properties?: dsock.v1.Changed.$Properties): dsock.v1.Changed;

            /**
             * Encodes the specified Changed message. Does not implicitly {@link dsock.v1.Changed.verify|verify} messages.
             * @param message Changed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Changed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Changed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Changed & dsock.v1.Changed.$Shape} Changed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Changed & dsock.v1.Changed.$Shape;
        }

        namespace Changed {

            /** Properties of a Changed. */
            interface $Properties {

                /** Connections whose subscription changed. */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Changed. */
            type $Shape = dsock.v1.Changed.$Properties;
        }

        /**
         * Properties of a Connections.
         * @deprecated Use dsock.v1.Connections.$Properties instead.
         */
        interface IConnections extends dsock.v1.Connections.$Properties {
        }

        /** Represents a Connections. */
        class Connections {

            /**
             * Constructs a new Connections.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Connections.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Connections connections. */
            connections: dsock.v1.Connection.$Properties[];

            /**
             * Creates a new Connections instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Connections instance
             */
            static create(properties: dsock.v1.Connections.$Shape): dsock.v1.Connections & dsock.v1.Connections.$Shape;
            static create(properties?: dsock.v1.Connections.$Properties): dsock.v1.Connections;

            /**
             * Encodes the specified Connections message. Does not implicitly {@link dsock.v1.Connections.verify|verify} messages.
             * @param message Connections message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Connections.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Connections message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Connections & dsock.v1.Connections.$Shape} Connections
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Connections & dsock.v1.Connections.$Shape;
        }

        namespace Connections {

            /** Properties of a Connections. */
            interface $Properties {

                /** Connections connections */
                connections?: (dsock.v1.Connection.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Connections. */
            type $Shape = dsock.v1.Connections.$Properties;
        }

        /**
         * Properties of a Connection.
         * @deprecated Use dsock.v1.Connection.$Properties instead.
         */
        interface IConnection extends dsock.v1.Connection.$Properties {
        }

        /** Represents a Connection. */
        class Connection {

            /**
             * Constructs a new Connection.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Connection.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Connection id. */
            id: string;

            /** Seconds since the epoch. */
            lastPingSeconds: number;

            /** Connection user. */
            user: string;

            /** Connection session. */
            session?: (string|null);

            /** Connection channels. */
            channels: string[];

            /**
             * Creates a new Connection instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Connection instance
             */
            static create(properties: dsock.v1.Connection.$Shape): dsock.v1.Connection & dsock.v1.Connection.$Shape;
            static create(properties?: dsock.v1.Connection.$Properties): dsock.v1.Connection;

            /**
             * Encodes the specified Connection message. Does not implicitly {@link dsock.v1.Connection.verify|verify} messages.
             * @param message Connection message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Connection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Connection message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Connection & dsock.v1.Connection.$Shape} Connection
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Connection & dsock.v1.Connection.$Shape;
        }

        namespace Connection {

            /** Properties of a Connection. */
            interface $Properties {

                /** Connection id */
                id?: (string|null);

                /** Seconds since the epoch. */
                lastPingSeconds?: (number|null);

                /** Connection user */
                user?: (string|null);

                /** Connection session */
                session?: (string|null);

                /** Connection channels */
                channels?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Connection. */
            type $Shape = dsock.v1.Connection.$Properties;
        }

        /**
         * Properties of a Failed.
         * @deprecated Use dsock.v1.Failed.$Properties instead.
         */
        interface IFailed extends dsock.v1.Failed.$Properties {
        }

        /** The worker got the request and could not put it in force. */
        class Failed {

            /**
             * Constructs a new Failed.
             * @param [properties] Properties to set
             */
            constructor(properties?: dsock.v1.Failed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new Failed instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Failed instance
             */
            static create(properties: dsock.v1.Failed.$Shape): dsock.v1.Failed & dsock.v1.Failed.$Shape;
            static create(properties?: dsock.v1.Failed.$Properties): dsock.v1.Failed;

            /**
             * Encodes the specified Failed message. Does not implicitly {@link dsock.v1.Failed.verify|verify} messages.
             * @param message Failed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: dsock.v1.Failed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Failed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {dsock.v1.Failed & dsock.v1.Failed.$Shape} Failed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): dsock.v1.Failed & dsock.v1.Failed.$Shape;
        }

        namespace Failed {

            /** Properties of a Failed. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Failed. */
            type $Shape = dsock.v1.Failed.$Properties;
        }
    }
}
