package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.log.SnapshotReader;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives a pinned state: an {@link Offer} of some ranges of it, the rows of those that the other side lacks, and so on. */
final class StateReader implements SnapshotReader {
    private static final byte[] FIRST_KEY = {};

    private final StoreSnapshot snapshot;
    private final int enough;

    /** Stands at the first row that was not offered. */
    private final RowCursor ahead;

    private boolean more;
    private byte[] from = FIRST_KEY;
    private boolean offeredAll;
    private Optional<Offer> offered = Optional.empty();

    /** Stands at the next row to send. */
    private RowCursor lacking;

    private boolean lacksMore;

    /** @param enough bytes of rows in a range, and in a chunk; a larger row has one of its own */
    StateReader(StoreSnapshot snapshot, int enough) {
        this.snapshot = snapshot;
        this.enough = enough;
        this.ahead = snapshot.scan(FIRST_KEY, null);
        this.more = ahead.next();
        this.lacking = new RangeRows(snapshot, List.of());
    }

    @Override
    public long index() {
        return snapshot.mark().index();
    }

    @Override
    public long term() {
        return snapshot.mark().term();
    }

    @Override
    public Optional<byte[]> next(byte[] answer) {
        offered.ifPresent(offer -> answered(offer, answer));
        offered = Optional.empty();
        if (lacksMore) {
            return Optional.of(rows());
        }
        if (offeredAll) {
            return Optional.empty();
        }
        Offer next = offer();
        offered = Optional.of(next);
        return Optional.of(next.encode());
    }

    private void answered(Offer offer, byte[] answer) {
        lacking.close();
        if (answer.length == 0) {
            offeredAll = true;
            lacking = snapshot.scan(offer.from(), null);
        } else {
            lacking = new RangeRows(snapshot, offer.named(answer, false));
        }
        lacksMore = lacking.next();
    }

    private Offer offer() {
        List<Offer.Range> ranges = new ArrayList<>();
        while (!offeredAll && ranges.size() < Offer.MAX_RANGES) {
            ranges.add(range());
        }
        return new Offer(ranges);
    }

    private Offer.Range range() {
        Offer.Sum sum = new Offer.Sum();
        int bytes = 0;
        while (more && (sum.rows() == 0 || bytes + bytesAt(ahead) <= enough)) {
            bytes += bytesAt(ahead);
            sum.add(ahead.key(), ahead.value());
            more = ahead.next();
        }
        byte[] to = more ? ahead.key() : KeyRange.ALL.to();
        Offer.Range range = sum.of(new KeyRange(from, to));
        from = to;
        offeredAll = !more;
        return range;
    }

    private byte[] rows() {
        ByteSink body = new ByteSink(enough);
        int count = 0;
        int bytes = 0;
        while (lacksMore && (count == 0 || bytes + bytesAt(lacking) <= enough)) {
            bytes += bytesAt(lacking);
            body.bytes(lacking.key()).bytes(lacking.value());
            count++;
            lacksMore = lacking.next();
        }
        return StateCopy.chunk(count, body);
    }

    private static int bytesAt(RowCursor cursor) {
        return cursor.key().length + cursor.value().length;
    }

    @Override
    public void close() {
        lacking.close();
        ahead.close();
        snapshot.close();
    }
}
