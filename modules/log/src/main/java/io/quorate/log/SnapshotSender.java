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

    private static final class Sending {
        private final Message.Snapshot header;
        private final SnapshotReader reader;
        private Optional<PeerMessage.Chunk> sent = Optional.empty();
        private int number = -1;
        private int answers = PeerMessage.Chunk.NO_ANSWERS;
        private long takenAt;
        private long sentAt;

        Sending(Message.Snapshot header, SnapshotReader reader) {
            this.header = header;
            this.reader = reader;
        }
    }

    private final LogLoop clock;
    private final long patienceNanos;
    private final Executor background;
    private final Consumer<Runnable> turns;
    private final Consumer<PeerMessage> network;
    private final LongFunction<Configuration> configurations;
    private final BiConsumer<Integer, Long> ended;
    private final TreeMap<Integer, Optional<Sending>> sendings = new TreeMap<>();

    /**
     * @param patienceNanos after which a member that takes nothing is given up
     * @param background where the state is read
     * @param turns where everything else runs
     * @param configurations in force at an index; asked in the background
     * @param ended told a member and the last entry that it now has, 0 when it could not be brought up
     */
    SnapshotSender(
            LogLoop clock,
            long patienceNanos,
            Executor background,
            Consumer<Runnable> turns,
            Consumer<PeerMessage> network,
            LongFunction<Configuration> configurations,
            BiConsumer<Integer, Long> ended) {
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

    /** A snapshot for this member is being opened. */
    void prepare(int node) {
        sendings.put(node, Optional.empty());
    }

    /** There is none for it now. */
    void giveUp(int node) {
        end(node, 0);
    }

    /** The state is pinned: begins to send it. Any thread. */
    void begin(int from, int node, long term, SnapshotReader reader) {
        background.execute(() -> {
            Message.Snapshot header = new Message.Snapshot(
                    from, node, term, reader.index(), reader.term(), configurations.apply(reader.index()));
            Sending sending = new Sending(header, reader);
            turns.accept(() -> {
                if (sendings.containsKey(node)) {
                    sendings.put(node, Optional.of(sending));
                    sendNext(sending, NOTHING);
                } else {
                    background.execute(reader::close);
                }
            });
        });
    }

    /** A state that cannot be read brings nobody up. */
    private void sendNext(Sending sending, byte[] answer) {
        background.execute(() -> {
            Part next;
            try {
                next = Part.next(sending.reader, answer);
            } catch (IllegalStateException unreadable) {
                turns.accept(() -> {
                    if (isUnderWay(sending)) {
                        end(sending.header.to(), 0);
                    }
                });
                return;
            }
            turns.accept(() -> {
                if (isUnderWay(sending)) {
                    send(sending, next);
                }
            });
        });
    }

    private boolean isUnderWay(Sending sending) {
        return sendings.getOrDefault(sending.header.to(), Optional.empty())
                .filter(under -> under == sending)
                .isPresent();
    }

    private void send(Sending sending, Part part) {
        sending.number++;
        sending.takenAt = clock.nanos();
        sending.sent = Optional.of(new PeerMessage.Chunk(
                sending.header,
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
        Optional<Sending> sending = sendings.getOrDefault(taken.from(), Optional.empty())
                .filter(under -> under.header.index() == taken.index());
        if (sending.isPresent() && taken.number() == PeerMessage.ChunkTaken.NONE) {
            end(taken.from(), 0);
            return;
        }
        if (sending.isEmpty()
                || sending.get().number != taken.number()
                || sending.get().sent.isEmpty()) {
            return;
        }
        Sending under = sending.get();
        if (under.sent.get().last()) {
            end(taken.from(), under.header.index());
        } else {
            under.sent = Optional.empty();
            under.answers = PeerMessage.Chunk.sum(under.answers, taken.answer());
            sendNext(under, taken.answer());
        }
    }

    void tick() {
        List<Integer> lost = new ArrayList<>();
        sendings.forEach((node, sending) -> sending.filter(under -> under.sent.isPresent())
                .filter(under -> clock.nanos() - under.sentAt > RESEND_NANOS)
                .ifPresent(under -> {
                    if (clock.nanos() - under.takenAt > patienceNanos) {
                        lost.add(node);
                    } else {
                        transmit(under);
                    }
                }));
        lost.forEach(node -> end(node, 0));
    }

    private void end(int node, long index) {
        Optional<Sending> sending = sendings.remove(node);
        if (sending != null) {
            sending.ifPresent(under -> background.execute(under.reader::close));
            ended.accept(node, index);
        }
    }

    /** This member leads no longer, or stops. */
    void stop() {
        sendings.values().forEach(sending -> sending.ifPresent(under -> background.execute(under.reader::close)));
        sendings.clear();
    }
}
