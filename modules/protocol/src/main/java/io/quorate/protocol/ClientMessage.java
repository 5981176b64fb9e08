package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import java.util.List;
import java.util.Optional;

/**
 * What a client sends. {@code correlation} is chosen by the client and comes back in the answer; sessions are named by
 * {@code session}, and calls within them by {@code sequence}, from 1 without gaps in each {@code group}.
 */
public sealed interface ClientMessage extends Message {
    /**
     * First message of a connection.
     *
     * @param clusterId empty when the client does not care
     * @param epoch restore epoch that the client has seen, or -1
     * @param credential empty for none
     */
    record Hello(int minVersion, int maxVersion, String clusterId, int epoch, byte[] credential, String clientName)
            implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(minVersion)
                    .varint(maxVersion)
                    .text(clusterId)
                    .i32(epoch)
                    .bytes(credential)
                    .text(clientName);
        }

        static Hello read(ByteSource in) {
            return new Hello(
                    Wire.intVarint(in, "version"),
                    Wire.intVarint(in, "version"),
                    in.text(ProtocolLimits.MAX_NAME_BYTES),
                    in.i32(),
                    in.bytes(ProtocolLimits.MAX_CREDENTIAL_BYTES),
                    in.text(ProtocolLimits.MAX_NAME_BYTES));
        }
    }

    /**
     * Opens a session; answered by {@link ServerMessage.SessionOpened} or {@link ServerMessage.Failed}.
     *
     * @param ttlMillis wanted time to live; the server answers the one granted
     * @param secret chosen by the client; the server keeps a hash only
     */
    record OpenSession(long correlation, long ttlMillis, byte[] secret, String label) implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation).varint(ttlMillis).raw(secret).text(label);
        }

        static OpenSession read(ByteSource in) {
            return new OpenSession(
                    in.varint(),
                    in.varint(),
                    in.raw(ProtocolLimits.SECRET_BYTES),
                    in.text(ProtocolLimits.MAX_NAME_BYTES));
        }
    }

    /** Moves a session to this connection; answered by {@link ServerMessage.SessionAttached} or {@link ServerMessage.Failed}. */
    record AttachSession(long correlation, long session, byte[] secret) implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation).varint(session).raw(secret);
        }

        static AttachSession read(ByteSource in) {
            return new AttachSession(in.varint(), in.varint(), in.raw(ProtocolLimits.SECRET_BYTES));
        }
    }

    /** Answered by {@link ServerMessage.KeepAliveAck} after a quorum round, or by {@link ServerMessage.SessionEnded}. */
    record KeepAlive(long correlation, long session, int group, List<Long> acks) implements ClientMessage {
        /** In {@link ProtocolLimits#GROUP}. */
        public KeepAlive(long correlation, long session, List<Long> acks) {
            this(correlation, session, ProtocolLimits.GROUP, acks);
        }

        @Override
        public void write(ByteSink out) {
            out.varint(correlation).varint(session).varint(group);
            Wire.writeLongs(out, acks);
        }

        static KeepAlive read(ByteSource in) {
            return new KeepAlive(
                    in.varint(), in.varint(), Wire.group(in), Wire.readLongs(in, ProtocolLimits.MAX_ACKS, "acks"));
        }
    }

    /** Ends a session with all it holds; answered by {@link ServerMessage.SessionEnded}. */
    record CloseSession(long session) implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(session);
        }

        static CloseSession read(ByteSource in) {
            return new CloseSession(in.varint());
        }
    }

    /**
     * A command; answered by {@link ServerMessage.Reply} once applied and complete, or by {@link ServerMessage.CallRefused}
     * when it was not taken into the log.
     *
     * @param sequence counts in the target's group
     * @param acks sequence numbers of that group whose replies have arrived
     */
    record Call(long session, long sequence, Target target, String command, byte[] body, List<Long> acks)
            implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(session).varint(sequence);
            target.write(out);
            out.text(command).bytes(body);
            Wire.writeLongs(out, acks);
        }

        static Call read(ByteSource in) {
            return new Call(
                    in.varint(),
                    in.varint(),
                    Target.read(in),
                    in.text(ProtocolLimits.MAX_NAME_BYTES),
                    in.bytes(ProtocolLimits.MAX_BODY_BYTES),
                    Wire.readLongs(in, ProtocolLimits.MAX_ACKS, "acks"));
        }
    }

    /** Gives up a number that was refused before the log; whichever of call and skip applies first owns it. */
    record Skip(long session, int group, long sequence) implements ClientMessage {
        /** In {@link ProtocolLimits#GROUP}. */
        public Skip(long session, long sequence) {
            this(session, ProtocolLimits.GROUP, sequence);
        }

        @Override
        public void write(ByteSink out) {
            out.varint(session).varint(group).varint(sequence);
        }

        static Skip read(ByteSource in) {
            return new Skip(in.varint(), Wire.group(in), in.varint());
        }
    }

    /** Takes a call back, answered or not; its {@link ServerMessage.Reply} tells what became of it. */
    record Cancel(long session, int group, long sequence) implements ClientMessage {
        /** In {@link ProtocolLimits#GROUP}. */
        public Cancel(long session, long sequence) {
            this(session, ProtocolLimits.GROUP, sequence);
        }

        @Override
        public void write(ByteSink out) {
            out.varint(session).varint(group).varint(sequence);
        }

        static Cancel read(ByteSource in) {
            return new Cancel(in.varint(), Wire.group(in), in.varint());
        }
    }

    /**
     * A read; answered by {@link ServerMessage.QueryReply}. Needs no session.
     *
     * @param minRevision for {@link ReadLevel#SESSION}: the newest revision that the session has seen
     */
    record Query(long correlation, ReadLevel level, long minRevision, Target target, String query, byte[] body)
            implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(correlation).u8(level.number()).varint(minRevision);
            target.write(out);
            out.text(query).bytes(body);
        }

        static Query read(ByteSource in) {
            return new Query(
                    in.varint(),
                    ReadLevel.of(in.u8()),
                    in.varint(),
                    Target.read(in),
                    in.text(ProtocolLimits.MAX_NAME_BYTES),
                    in.bytes(ProtocolLimits.MAX_BODY_BYTES));
        }
    }

    /**
     * Asks for the events of one instance; they follow as {@link ServerMessage.Event} and {@link ServerMessage.Reset},
     * after one {@link ServerMessage.Subscribed}.
     *
     * @param subscription chosen by the client, unique on the connection
     * @param event name of the kind of event
     * @param after empty to begin with what happens from now on
     */
    record Subscribe(long subscription, Target target, String event, Optional<EventCursor> after)
            implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(subscription);
            target.write(out);
            out.text(event).bool(after.isPresent());
            after.ifPresent(cursor -> cursor.write(out));
        }

        static Subscribe read(ByteSource in) {
            return new Subscribe(
                    in.varint(),
                    Target.read(in),
                    in.text(ProtocolLimits.MAX_NAME_BYTES),
                    in.bool() ? Optional.of(EventCursor.read(in)) : Optional.empty());
        }
    }

    record Unsubscribe(long subscription) implements ClientMessage {
        @Override
        public void write(ByteSink out) {
            out.varint(subscription);
        }

        static Unsubscribe read(ByteSource in) {
            return new Unsubscribe(in.varint());
        }
    }
}
