package io.quorate.log;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Members that this one brings up because the leader asked it to, and how that went: the leader asks until it was told, and its
 * messages and the answers may be lost, late and repeated. In turns only.
 */
final class SnapshotErrands {
    private record Errand(PeerMessage.SnapshotAsked asked, long index) {}

    private final Consumer<PeerMessage> network;

    /** By the member that is brought up; the latest of the present leader. */
    private final TreeMap<Integer, Errand> errands = new TreeMap<>();

    SnapshotErrands(Consumer<PeerMessage> network) {
        this.network = network;
    }

    /** True when this is a new one; else says how the one that is known stands. */
    boolean take(PeerMessage.SnapshotAsked asked) {
        Errand known = errands.get(asked.node());
        if (known == null || known.asked().attempt() < asked.attempt()) {
            put(new Errand(asked, PeerMessage.SnapshotGiven.UNDER_WAY));
            return true;
        }
        if (known.asked().attempt() == asked.attempt()) {
            answer(asked, known.index());
        }
        return false;
    }

    private void put(Errand errand) {
        errands.put(errand.asked().node(), errand);
        answer(errand.asked(), errand.index());
    }

    private void answer(PeerMessage.SnapshotAsked asked, long index) {
        network.accept(new PeerMessage.SnapshotGiven(
                asked.to(), asked.from(), asked.term(), asked.attempt(), asked.node(), index));
    }

    /** One that this member will not do. */
    void refuse(PeerMessage.SnapshotAsked asked) {
        answer(asked, 0);
    }

    /** @param index last entry that the member has now, 0 when it was not brought up */
    void ended(int node, long index) {
        Optional.ofNullable(errands.get(node)).ifPresent(errand -> put(new Errand(errand.asked(), index)));
    }

    /** Another member leads. */
    void clear() {
        errands.clear();
    }
}
