package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import java.util.ArrayList;
import java.util.List;

/** What a server sends. */
public sealed interface ServerMessage extends Message {
    /**
     * Answers a hello; requests may follow.
     *
     * @param version of the protocol from now on
     * @param node number of the node that answers
     * @param leads this node can take commands; otherwise {@code leader} is the endpoint to go to, empty if unknown
     * @param endpoints client endpoints of all members, to reconnect to
     */
    record Welcome(
            int version,
            String clusterId,
            int epoch,
            int node,
            boolean leads,
            String leader,
            List<String> endpoints,
            long minTtlMillis,
            long maxTtlMillis)
            implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(version)
                    .text(clusterId)
                    .varint(epoch)
                    .varint(node)
                    .bool(leads)
                    .text(leader);
            Members.write(out, endpoints);
            out.varint(minTtlMillis).varint(maxTtlMillis);
        }

        static Welcome read(ByteSource in) {
            int version = Wire.intVarint(in, "version");
            String clusterId = in.text(ProtocolLimits.MAX_NAME_BYTES);
            int epoch = Wire.intVarint(in, "epoch");
            int node = Wire.intVarint(in, "node");
            boolean leads = in.bool();
            String leader = in.text(ProtocolLimits.MAX_NAME_BYTES);
            List<String> endpoints = Members.readEndpoints(in);
            return new Welcome(version, clusterId, epoch, node, leads, leader, endpoints, in.varint(), in.varint());
        }
    }

    /**
     * The members have changed.
     *
     * @param endpoints client endpoints of all members, to reconnect to
     */
    record Members(List<String> endpoints) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            write(out, endpoints);
        }

        static void write(ByteSink out, List<String> endpoints) {
            out.varint(endpoints.size());
            endpoints.forEach(out::text);
        }

        static Members read(ByteSource in) {
            return new Members(readEndpoints(in));
        }

        static List<String> readEndpoints(ByteSource in) {
            int count = Wire.count(in, ProtocolLimits.MAX_ENDPOINTS, "endpoints");
            List<String> endpoints = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                endpoints.add(in.text(ProtocolLimits.MAX_NAME_BYTES));
            }
            return endpoints;
        }
    }

    /** The connection is refused or given up and will be closed; the message says what to do. */
    record Goodbye(String code, String message, String leader) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.text(code).text(message).text(leader);
        }

        static Goodbye read(ByteSource in) {
            return new Goodbye(
                    in.text(ProtocolLimits.MAX_NAME_BYTES),
                    in.text(ProtocolLimits.MAX_TEXT_BYTES),
                    in.text(ProtocolLimits.MAX_NAME_BYTES));
        }
    }

    record SessionOpened(long correlation, long session, long ttlMillis) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation).varint(session).varint(ttlMillis);
        }

        static SessionOpened read(ByteSource in) {
            return new SessionOpened(in.varint(), in.varint(), in.varint());
        }
    }

    /**
     * Older connections of the session are refused from now on.
     *
     * @param incarnation of the session, raised by every attach; a session that is opened has 0
     * @param group in which {@code lastSequence} is the last number that was applied
     */
    record SessionAttached(long correlation, long session, int incarnation, int group, long lastSequence)
            implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation)
                    .varint(session)
                    .varint(incarnation)
                    .varint(group)
                    .varint(lastSequence);
        }

        static SessionAttached read(ByteSource in) {
            return new SessionAttached(
                    in.varint(), in.varint(), Wire.intVarint(in, "incarnation"), Wire.group(in), in.varint());
        }
    }

    /** The keep-alive of this correlation was confirmed by a quorum: the session lives its TTL from the moment of sending. */
    record KeepAliveAck(long correlation, long session) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation).varint(session);
        }

        static KeepAliveAck read(ByteSource in) {
            return new KeepAliveAck(in.varint(), in.varint());
        }
    }

    /** The session is no more, or not this connection's: the code says which. */
    record SessionEnded(long session, String code, String message) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(session).text(code).text(message);
        }

        static SessionEnded read(ByteSource in) {
            return new SessionEnded(
                    in.varint(), in.text(ProtocolLimits.MAX_NAME_BYTES), in.text(ProtocolLimits.MAX_TEXT_BYTES));
        }
    }

    /** Final result of a call, skip or cancel; repeated on every retry until it is acknowledged. */
    record Reply(long session, int group, long sequence, Answer answer) implements ServerMessage {
        /** In {@link ProtocolLimits#GROUP}. */
        public Reply(long session, long sequence, Answer answer) {
            this(session, ProtocolLimits.GROUP, sequence, answer);
        }

        @Override
        public void write(ByteSink out) {
            out.varint(session).varint(group).varint(sequence);
            answer.write(out);
        }

        static Reply read(ByteSource in) {
            return new Reply(in.varint(), Wire.group(in), in.varint(), Answer.read(in));
        }
    }

    /**
     * A call was not taken into the log this time.
     *
     * @param code {@code OUT_OF_ORDER} when an earlier number is missing: send that one and this one again
     */
    record CallRefused(long session, int group, long sequence, String code, String message) implements ServerMessage {
        /** The code of a call that came before its turn. */
        public static final String OUT_OF_ORDER = "OUT_OF_ORDER";

        /** In {@link ProtocolLimits#GROUP}. */
        public CallRefused(long session, long sequence, String code, String message) {
            this(session, ProtocolLimits.GROUP, sequence, code, message);
        }

        @Override
        public void write(ByteSink out) {
            out.varint(session).varint(group).varint(sequence).text(code).text(message);
        }

        static CallRefused read(ByteSource in) {
            return new CallRefused(
                    in.varint(),
                    Wire.group(in),
                    in.varint(),
                    in.text(ProtocolLimits.MAX_NAME_BYTES),
                    in.text(ProtocolLimits.MAX_TEXT_BYTES));
        }
    }

    record QueryReply(long correlation, Answer answer) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation);
            answer.write(out);
        }

        static QueryReply read(ByteSource in) {
            return new QueryReply(in.varint(), Answer.read(in));
        }
    }

    /** The request of this correlation failed. */
    record Failed(long correlation, String code, String message) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation).text(code).text(message);
        }

        static Failed read(ByteSource in) {
            return new Failed(
                    in.varint(), in.text(ProtocolLimits.MAX_NAME_BYTES), in.text(ProtocolLimits.MAX_TEXT_BYTES));
        }
    }

    /** Events behind the cursor follow. */
    record Subscribed(long subscription, EventCursor from) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(subscription);
            from.write(out);
        }

        static Subscribed read(ByteSource in) {
            return new Subscribed(in.varint(), EventCursor.read(in));
        }
    }

    record Event(long subscription, EventCursor at, byte[] body) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(subscription);
            at.write(out);
            out.bytes(body);
        }

        static Event read(ByteSource in) {
            return new Event(in.varint(), EventCursor.read(in), in.bytes(ProtocolLimits.MAX_FRAME_BYTES));
        }
    }

    /** Events up to the cursor may be missing; those behind it follow. */
    record Reset(long subscription, EventCursor at) implements ServerMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(subscription);
            at.write(out);
        }

        static Reset read(ByteSource in) {
            return new Reset(in.varint(), EventCursor.read(in));
        }
    }
}
