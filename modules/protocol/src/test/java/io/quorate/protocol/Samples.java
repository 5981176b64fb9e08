package io.quorate.protocol;

import java.util.List;
import java.util.Optional;

/** One message of every type, each field with a value of its own. */
final class Samples {
    private static final Target TARGET = new Target(11, "default", "lock", 1, List.of("jobs/nightly", "käse"));
    private static final EventCursor CURSOR = new EventCursor(12, 3, 1L << 40, 2);

    private Samples() {}

    static List<Message> all() {
        return List.of(
                new ClientMessage.Hello(1, 2, "c-1", -1, new byte[] {1, 2}, "orders-7"),
                new ClientMessage.OpenSession(1, 10_000, secret(), "orders-7"),
                new ClientMessage.AttachSession(2, 77, secret()),
                new ClientMessage.KeepAlive(3, 77, 13, List.of(1L, 300L)),
                new ClientMessage.CloseSession(77),
                new ClientMessage.Call(77, 4, TARGET, "acquire", new byte[] {9}, List.of(2L)),
                new ClientMessage.Skip(77, 13, 5),
                new ClientMessage.Cancel(77, 13, 6),
                new ClientMessage.Query(7, ReadLevel.SESSION, 99, TARGET, "describe", new byte[] {8, 7}),
                new ClientMessage.Subscribe(8, TARGET, "Revoked", Optional.of(CURSOR)),
                new ClientMessage.Unsubscribe(8),
                new ServerMessage.Welcome(1, "c-1", 3, 2, false, "b:7420", List.of("a:7420", "b:7420"), 1_000, 300_000),
                new ServerMessage.Goodbye("NOT_LEADER", "ask b", "b:7420"),
                new ServerMessage.SessionOpened(1, 77, 10_000),
                new ServerMessage.SessionAttached(2, 77, 9, 13, 4),
                new ServerMessage.KeepAliveAck(3, 77),
                new ServerMessage.SessionEnded(77, "SESSION_EXPIRED", "not renewed"),
                new ServerMessage.Reply(77, 13, 4, Answer.ok(100, new byte[] {5})),
                new ServerMessage.CallRefused(77, 13, 5, "OVERLOADED", "later"),
                new ServerMessage.QueryReply(7, Answer.error(Answer.Kind.NOT_APPLIED, 101, "NOT_FOUND", "no lock")),
                new ServerMessage.Failed(1, "OVERLOADED", "too many sessions"),
                new ServerMessage.Subscribed(8, CURSOR),
                new ServerMessage.Event(8, CURSOR, new byte[] {6, 6}),
                new ServerMessage.Reset(8, CURSOR),
                new ServerMessage.Members(List.of("a:7420", "b:7420")));
    }

    private static byte[] secret() {
        byte[] secret = new byte[ProtocolLimits.SECRET_BYTES];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (0xF0 + i);
        }
        return secret;
    }
}
