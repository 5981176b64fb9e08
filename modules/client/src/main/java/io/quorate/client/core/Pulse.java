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
 * Notices that a server has vanished without a word, which the connection itself need not tell for a long time: one that does
 * not answer what it was sent is asked for a sign of life, and left when it gives none. Who just waits for events asks too, now
 * and then.
 */
final class Pulse implements Transport {
    private static final byte[] STATUS =
            RecordCodec.of(SystemQuery.ClusterStatus.class).encode(new SystemQuery.ClusterStatus());
    private static final Target SYSTEM =
            new Target(ProtocolDefaults.NAMESPACE, Target.SYSTEM, SystemCommand.CONTRACT, List.of());

    private final Transport transport;
    private final LongSupplier numbers;
    /** Something was sent, and the server was not heard of since. */
    private boolean owed;

    private boolean waiting;
    private boolean asked;
    private long sinceNanos;

    Pulse(Transport transport, LongSupplier numbers) {
        this.transport = transport;
        this.numbers = numbers;
    }

    @Override
    public void connect(String endpoint) {
        waiting = false;
        owed = false;
        asked = false;
        transport.connect(endpoint);
    }

    @Override
    public void disconnect() {
        transport.disconnect();
    }

    @Override
    public void send(ClientMessage message) {
        // Who waits for an answer counts from its sending, not from when waiting for anything began.
        waiting &= owed;
        owed = true;
        transport.send(message);
    }

    /** The server is there. */
    void heard(Moment now) {
        sinceNanos = now.nanos();
        owed = false;
        asked = false;
    }

    /** @param answerNanos time for an answer */
    long nextWakeNanos(long answerNanos) {
        return waiting ? sinceNanos + (owed ? answerNanos : ClientLimits.SILENCE_NANOS) : Moment.NEVER;
    }

    /**
     * Asks for what any server answers at once. To be called when all else is done.
     *
     * @param connection is left when it gives no answer to that either
     * @param awaiting something is to come in the end, though nothing was sent just now
     */
    void tick(Moment now, Connection connection, boolean awaiting) {
        boolean waits = connection.isOpen() && (owed || awaiting);
        if (waits && !waiting) {
            sinceNanos = now.nanos();
        }
        waiting = waits;
        if (now.nanos() < nextWakeNanos(connection.answerNanos())) {
            return;
        }
        if (asked) {
            connection.abandon(now, "is silent");
        } else {
            asked = true;
            sinceNanos = now.nanos();
            String query = new SystemQuery.ClusterStatus().query();
            transport.send(new ClientMessage.Query(numbers.getAsLong(), ReadLevel.STALE, 0, SYSTEM, query, STATUS));
            owed = true;
        }
    }
}
