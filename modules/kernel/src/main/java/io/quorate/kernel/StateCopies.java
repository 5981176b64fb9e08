package io.quorate.kernel;

import io.quorate.kernel.state.IncomingState;
import io.quorate.kernel.state.StateCopy;
import io.quorate.log.SnapshotReader;
import io.quorate.log.SnapshotReceiver;
import io.quorate.log.Snapshots;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Gives and takes the state as a whole. On the loop. */
final class StateCopies implements Snapshots {
    private final Loop loop;
    private final StateStore store;
    private final int partBytes;
    private final BooleanSupplier trusted;
    private final Consumer<DamagedStateException> damaged;
    private final LongConsumer replaced;

    /**
     * @param partBytes see {@link StateCopy#reader}
     * @param trusted whether what this node has may be given, or be part of the state that it gets
     * @param damaged told, on the loop, of damage that was met
     * @param replaced told, on the loop, of the entry up to which the state came from another node
     */
    StateCopies(
            Loop loop,
            StateStore store,
            int partBytes,
            BooleanSupplier trusted,
            Consumer<DamagedStateException> damaged,
            LongConsumer replaced) {
        this.loop = loop;
        this.store = store;
        this.partBytes = partBytes;
        this.trusted = trusted;
        this.damaged = damaged;
        this.replaced = replaced;
    }

    @Override
    public Optional<SnapshotReader> open() {
        return trusted.getAsBoolean()
                ? Optional.of(new Outgoing(StateCopy.reader(store.snapshot(), partBytes)))
                : Optional.empty();
    }

    private void met(DamagedStateException damage) {
        loop.execute(() -> damaged.accept(damage));
    }

    @Override
    public SnapshotReceiver receive() {
        boolean compares = trusted.getAsBoolean() && !store.applied().equals(AppliedMark.NONE);
        return new Incoming(new IncomingState(compares ? Optional.of(store.snapshot()) : Optional.empty(), this::met));
    }

    private final class Outgoing implements SnapshotReader {
        private final SnapshotReader rows;

        Outgoing(SnapshotReader rows) {
            this.rows = rows;
        }

        @Override
        public long index() {
            return rows.index();
        }

        @Override
        public long term() {
            return rows.term();
        }

        @Override
        public Optional<byte[]> next(byte[] answer) {
            try {
                return rows.next(answer);
            } catch (DamagedStateException damage) {
                met(damage);
                throw new IllegalStateException(damage.getMessage(), damage);
            }
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    private final class Incoming implements SnapshotReceiver {
        private final IncomingState state;

        Incoming(IncomingState state) {
            this.state = state;
        }

        @Override
        public byte[] take(byte[] chunk) {
            return state.take(chunk);
        }

        @Override
        public boolean install(long index, long term, Iterator<byte[]> chunks) {
            try (RowCursor rows = state.rows(chunks)) {
                store.replace(rows, new AppliedMark(index, term));
            } catch (DamagedStateException damage) {
                // Puts the state away: the next one that comes has nothing of it.
                damaged.accept(damage);
                return false;
            }
            replaced.accept(index);
            return true;
        }

        @Override
        public void close() {
            state.close();
        }
    }
}
