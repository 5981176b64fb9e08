package io.quorate.protocol;

import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A kind of message: its number in a frame's header, never used again for another, and how its body is read. */
record MessageType(int number, Class<? extends Message> type, Function<ByteSource, Message> reader) {
    private static final List<MessageType> ALL = List.of(
            new MessageType(1, ClientMessage.Hello.class, ClientMessage.Hello::read),
            new MessageType(2, ClientMessage.OpenSession.class, ClientMessage.OpenSession::read),
            new MessageType(3, ClientMessage.AttachSession.class, ClientMessage.AttachSession::read),
            new MessageType(4, ClientMessage.KeepAlive.class, ClientMessage.KeepAlive::read),
            new MessageType(5, ClientMessage.CloseSession.class, ClientMessage.CloseSession::read),
            new MessageType(6, ClientMessage.Call.class, ClientMessage.Call::read),
            new MessageType(7, ClientMessage.Skip.class, ClientMessage.Skip::read),
            new MessageType(8, ClientMessage.Cancel.class, ClientMessage.Cancel::read),
            new MessageType(9, ClientMessage.Query.class, ClientMessage.Query::read),
            new MessageType(10, ClientMessage.Subscribe.class, ClientMessage.Subscribe::read),
            new MessageType(11, ClientMessage.Unsubscribe.class, ClientMessage.Unsubscribe::read),
            new MessageType(65, ServerMessage.Welcome.class, ServerMessage.Welcome::read),
            new MessageType(66, ServerMessage.Goodbye.class, ServerMessage.Goodbye::read),
            new MessageType(67, ServerMessage.SessionOpened.class, ServerMessage.SessionOpened::read),
            new MessageType(68, ServerMessage.SessionAttached.class, ServerMessage.SessionAttached::read),
            new MessageType(69, ServerMessage.KeepAliveAck.class, ServerMessage.KeepAliveAck::read),
            new MessageType(70, ServerMessage.SessionEnded.class, ServerMessage.SessionEnded::read),
            new MessageType(71, ServerMessage.Reply.class, ServerMessage.Reply::read),
            new MessageType(72, ServerMessage.CallRefused.class, ServerMessage.CallRefused::read),
            new MessageType(73, ServerMessage.QueryReply.class, ServerMessage.QueryReply::read),
            new MessageType(74, ServerMessage.Failed.class, ServerMessage.Failed::read),
            new MessageType(75, ServerMessage.Subscribed.class, ServerMessage.Subscribed::read),
            new MessageType(76, ServerMessage.Event.class, ServerMessage.Event::read),
            new MessageType(77, ServerMessage.Reset.class, ServerMessage.Reset::read),
            new MessageType(78, ServerMessage.Members.class, ServerMessage.Members::read));

    private static final Map<Class<? extends Message>, MessageType> BY_CLASS = new HashMap<>();
    private static final Map<Integer, MessageType> BY_NUMBER = new HashMap<>();

    static {
        for (MessageType each : ALL) {
            BY_CLASS.put(each.type, each);
            BY_NUMBER.put(each.number, each);
        }
    }

    static MessageType of(Message message) {
        MessageType found = BY_CLASS.get(message.getClass());
        if (found == null) {
            throw new IllegalArgumentException(message.getClass() + " has no number");
        }
        return found;
    }

    static MessageType of(int number) {
        MessageType found = BY_NUMBER.get(number);
        if (found == null) {
            throw new CodecException(
                    "message type " + number + " is unknown to protocol version " + ProtocolLimits.MAX_VERSION);
        }
        return found;
    }

    Message read(ByteSource in) {
        return reader.apply(in);
    }
}
