package io.quorate.client.core;

import io.quorate.codec.RecordCodec;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.Target;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Notices that a server has vanished without a word, which the connection itself need not tell for a long time. Keep-alives
 * do so only while there is a session; who just waits for events or answers would wait for ever.
 */
final class Pulse {
    private static final byte[] STATUS =
            RecordCodec.of(SystemQuery.ClusterStatus.class).encode(new SystemQuery.ClusterStatus());
    private static final Target SYSTEM =
            new Target(ProtocolDefaults.NAMESPACE, Target.SYSTEM, SystemCommand.CONTRACT, List.of());

    private final Connection connection;
    private final Transport transport;
    private final LongSupplier numbers;
    private boolean awaited;
    private long sinceNanos;
    private boolean asked;

    Pulse(Connection connection, Transport transport, LongSupplier numbers) {
        this.connection = connection;
        this.transport = transport;
        this.numbers = numbers;
    }

    /** The server is there. */
    void heard(Moment now) {
        sinceNanos = now.nanos();
        asked = false;
    }

    /** @param awaiting something is to come from the server */
    long nextWakeNanos(boolean awaiting) {
        return awaiting && connection.isOpen() ? sinceNanos + ClientLimits.SILENCE_NANOS : Moment.NEVER;
    }

    /** Asks for what any server answers at once; drops one that does not. */
    void tick(Moment now, boolean awaiting) {
        if (awaiting && !awaited) {
            heard(now);
        }
        awaited = awaiting;
        if (now.nanos() < nextWakeNanos(awaiting)) {
            return;
        }
        if (asked) {
            connection.drop(now, "is silent");
        } else {
            asked = true;
            sinceNanos = now.nanos();
            String query = new SystemQuery.ClusterStatus().query();
            transport.send(new ClientMessage.Query(numbers.getAsLong(), ReadLevel.STALE, 0, SYSTEM, query, STATUS));
        }
    }
}
