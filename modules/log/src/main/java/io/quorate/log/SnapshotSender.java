package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Sends snapshots to members that lag, one part after the other, each again until it is taken. Everything but the reading of the
 * state runs in the turns of the log.
 */
final class SnapshotSender {
    private static final long RESEND_NANOS = 500_000_000;

    private static final byte[] NOTHING = {};

    /** What was read in the background. */
    private record Part(byte[] bytes, boolean last) {
        /** The last one says nothing but that. */
        static Part next(SnapshotReader reader, byte[] answer) {
            Optional<byte[]> bytes = reader.next(answer);
            return new Part(bytes.orElse(NOTHING), bytes.isEmpty());
        }
    }

    /**
     * To whom a snapshot goes.
     *
     * @param leader in whose name it is sent
     * @param term in which that one leads
     */
    record Order(int leader, int node, long term) {}

    /** A state that is pinned, and what it is sent as. */
    private record Pinned(Message.Snapshot header, SnapshotReader reader) {}

    private static final class Sending {
        private final Order order;
        private Optional<Pinned> pinned = Optional.empty();
        private Optional<PeerMessage.Chunk> sent = Optional.empty();
        private int number = -1;
        private int answers = PeerMessage.Chunk.NO_ANSWERS;

        /** Since when the next part is opened, read, or on its way. */
        private long waitsSince;

        private long sentAt;

        Sending(Order order, long nanos) {
            this.order = order;
            this.waitsSince = nanos;
        }
    }

    private final int self;
    private final LogLoop clock;
    private final long patienceNanos;
    private final Executor background;
    private final Consumer<Runnable> turns;
    private final Consumer<PeerMessage> network;
    private final LongFunction<Configuration> configurations;
    private final BiConsumer<Integer, Long> ended;
    private final TreeMap<Integer, Sending> sendings = new TreeMap<>();

    /**
     * @param patienceNanos after which a member that takes nothing is given up, and a state that cannot be read
     * @param background where the state is read
     * @param turns where everything else runs
     * @param configurations in force at an index; asked in the background
     * @param ended told a member and the last entry that it now has, 0 when it could not be brought up
     */
    SnapshotSender(
            int self,
            LogLoop clock,
            long patienceNanos,
            Executor background,
            Consumer<Runnable> turns,
            Consumer<PeerMessage> network,
            LongFunction<Configuration> configurations,
            BiConsumer<Integer, Long> ended) {
        this.self = self;
        this.clock = clock;
        this.patienceNanos = patienceNanos;
        this.background = background;
        this.turns = turns;
        this.network = network;
        this.configurations = configurations;
        this.ended = ended;
    }

    boolean isSendingTo(int node) {
        return sendings.containsKey(node);
    }

    /** A snapshot is being opened. */
    void prepare(Order order) {
        sendings.put(order.node(), new Sending(order, clock.nanos()));
    }

    /** There is none now. */
    void giveUp(Order order) {
        if (isOpening(order)) {
            end(order.node(), 0);
        }
    }

    /** The state is pinned: begins to send it. Any thread. */
    void begin(Order order, SnapshotReader reader) {
        background.execute(() -> {
            Message.Snapshot header = new Message.Snapshot(
                    order.leader(),
                    order.node(),
                    order.term(),
                    reader.index(),
                    reader.term(),
                    configurations.apply(reader.index()));
            turns.accept(() -> begin(order, new Pinned(header, reader)));
        });
    }

    private void begin(Order order, Pinned pinned) {
        Sending sending = sendings.get(order.node());
        if (sending != null && isOpening(order)) {
            sending.pinned = Optional.of(pinned);
            sendNext(sending, pinned, NOTHING);
        } else {
            background.execute(pinned.reader()::close);
        }
    }

    private boolean isOpening(Order order) {
        Sending sending = sendings.get(order.node());
        return sending != null && sending.order.equals(order) && sending.pinned.isEmpty();
    }

    /** A state that cannot be read brings nobody up. */
    private void sendNext(Sending sending, Pinned pinned, byte[] answer) {
        sending.waitsSince = clock.nanos();
        background.execute(() -> {
            Part next;
            try {
                next = Part.next(pinned.reader(), answer);
            } catch (IllegalStateException unreadable) {
                turns.accept(() -> {
                    if (isUnderWay(sending)) {
                        end(sending.order.node(), 0);
                    }
                });
                return;
            }
            turns.accept(() -> {
                if (isUnderWay(sending)) {
                    send(sending, pinned.header(), next);
                }
            });
        });
    }

    private boolean isUnderWay(Sending sending) {
        return sendings.get(sending.order.node()) == sending;
    }

    private void send(Sending sending, Message.Snapshot header, Part part) {
        sending.number++;
        sending.waitsSince = clock.nanos();
        sending.sent = Optional.of(new PeerMessage.Chunk(
                self,
                header,
                sending.number,
                part.last(),
                sending.answers,
                PeerMessage.Chunk.checksum(part.bytes()),
                part.bytes()));
        transmit(sending);
    }

    private void transmit(Sending sending) {
        sending.sentAt = clock.nanos();
        sending.sent.ifPresent(network);
    }

    void taken(PeerMessage.ChunkTaken taken) {
        Optional.ofNullable(sendings.get(taken.from()))
                .ifPresent(sending -> sending.pinned
                        .filter(pinned -> pinned.header().index() == taken.index())
                        .ifPresent(pinned -> taken(sending, pinned, taken)));
    }

    private void taken(Sending sending, Pinned pinned, PeerMessage.ChunkTaken taken) {
        if (taken.number() == PeerMessage.ChunkTaken.NONE) {
            end(taken.from(), 0);
        } else if (sending.sent.isPresent() && sending.number == taken.number()) {
            if (sending.sent.get().last()) {
                end(taken.from(), taken.index());
            } else {
                sending.sent = Optional.empty();
                sending.answers = PeerMessage.Chunk.sum(sending.answers, taken.answer());
                sendNext(sending, pinned, taken.answer());
            }
        }
    }

    void tick() {
        List<Integer> lost = new ArrayList<>();
        sendings.forEach((node, sending) -> {
            if (clock.nanos() - sending.waitsSince > patienceNanos) {
                lost.add(node);
            } else if (clock.nanos() - sending.sentAt > RESEND_NANOS) {
                transmit(sending);
            }
        });
        lost.forEach(node -> end(node, 0));
    }

    private void end(int node, long index) {
        Sending sending = sendings.remove(node);
        if (sending != null) {
            letGo(sending);
            ended.accept(node, index);
        }
    }

    private void letGo(Sending sending) {
        sending.pinned.ifPresent(pinned -> background.execute(pinned.reader()::close));
    }

    /** Another member leads, or another term has begun. */
    void stop() {
        sendings.values().forEach(this::letGo);
        sendings.clear();
    }
}
