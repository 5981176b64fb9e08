package io.quorate.kernel.state;

import io.quorate.codec.CodecException;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreException;
import io.quorate.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A state that comes from another node in the chunks of a {@link StateCopy#reader}. Of what is offered, this node says what it has
 * itself, from its own state as it was when this began. Thread: any one at a time.
 */
public final class IncomingState implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final Optional<StoreSnapshot> own;
    private final Consumer<DamagedStateException> damaged;

    /** What is kept of this node's own rows, in key order; neighbours are one. */
    private final List<KeyRange> kept = new ArrayList<>();

    private boolean comparing;

    /**
     * Owns the snapshot.
     *
     * @param own empty when this node has nothing, or nothing that is to be trusted
     * @param damaged told when a row of it is damaged: nothing of it is looked at any more
     */
    public IncomingState(Optional<StoreSnapshot> own, Consumer<DamagedStateException> damaged) {
        this.own = own;
        this.damaged = damaged;
        this.comparing = own.isPresent();
    }

    /** The answer to a chunk; each is to be given once, in order. */
    public byte[] take(byte[] chunk) {
        if (!comparing || !Offer.is(chunk)) {
            return NOTHING;
        }
        try {
            return compare(Offer.decode(chunk), own.orElseThrow());
        } catch (DamagedStateException damage) {
            comparing = false;
            damaged.accept(damage);
        } catch (StoreException | CodecException | IllegalStateException unreadable) {
            // The last of these when the node stops, and its store has gone first.
            comparing = false;
        }
        return NOTHING;
    }

    private byte[] compare(Offer offer, StoreSnapshot with) {
        byte[] answer = new byte[(offer.ranges().size() + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < offer.ranges().size(); i++) {
            if (isSame(offer.ranges().get(i), with)) {
                answer[i / Byte.SIZE] |= (byte) (1 << (i % Byte.SIZE));
            }
        }
        offer.named(answer, true).forEach(this::keep);
        return answer;
    }

    private static boolean isSame(Offer.Range offered, StoreSnapshot own) {
        Offer.Sum mine = new Offer.Sum();
        try (RowCursor rows = own.scan(offered.keys().from(), offered.keys().end())) {
            mine.addUpTo(offered.rows(), rows);
        }
        return mine.of(offered.keys()).hasSameAs(offered);
    }

    private void keep(KeyRange range) {
        int last = kept.size() - 1;
        if (last >= 0 && Arrays.equals(kept.get(last).to(), range.from())) {
            kept.set(last, new KeyRange(kept.get(last).from(), range.to()));
        } else {
            kept.add(range);
        }
    }

    /**
     * All rows of the other node, in key order: those that came, and those that this one has itself.
     *
     * @param chunks all that were taken, in order
     * @throws CodecException from the cursor, when a chunk is damaged or of another format
     * @throws DamagedStateException from the cursor, when an own row is damaged
     */
    public RowCursor rows(Iterator<byte[]> chunks) {
        Iterable<byte[]> all = () -> chunks;
        Stream<byte[]> sent = StreamSupport.stream(all.spliterator(), false).filter(chunk -> !Offer.is(chunk));
        RowCursor received = StateCopy.rows(sent.iterator());
        return own.<RowCursor>map(rows -> new MergedRows(received, new RangeRows(rows, kept)))
                .orElse(received);
    }

    @Override
    public void close() {
        own.ifPresent(StoreSnapshot::close);
    }
}
