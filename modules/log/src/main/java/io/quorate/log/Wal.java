package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import io.quorate.raft.Recovered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log of a node: the logs of all its groups in one sequence of segment files, so that one sync serves
 * them all.
 *
 * <p>Use: append or save any number of things, then {@link #sync()}; nothing is promised before it returns. When nothing
 * more waits, {@link #mark()}. Reads see what was appended at once.
 *
 * <p>Thread: safe, one call at a time. Blocking: by the disk. After a failure of the disk every method throws
 * {@link LogFaultException}, for good: an fsync is never retried, since the kernel may have marked the pages clean. Never
 * interrupt a thread that may be inside.
 *
 * <p>Bounds: {@link #MAX_GROUPS}; 8 bytes of memory per entry not yet released, plus {@link WalOptions#recentBytes} per
 * group. How much is appended between two syncs is bounded by the caller.
 */
public final class Wal implements AutoCloseable {
    /** Groups of one node. */
    public static final int MAX_GROUPS = 1024;

    private final Disk disk;
    private final WalOptions options;
    private final Ballots ballots;
    private final WalState state;
    private final SegmentSupply supply;
    private final WalWriter writer;
    private @Nullable LogFaultException halted;

    private Wal(
            Disk disk, WalOptions options, Ballots ballots, WalState state, SegmentSupply supply, WalWriter writer) {
        this.disk = disk;
        this.options = options;
        this.ballots = ballots;
        this.state = state;
        this.supply = supply;
        this.writer = writer;
    }

    /**
     * Opens the log in this directory, or begins one when there is none. Cuts off a torn tail that was never
     * acknowledged. Goes on with an empty log when the one before was given up with {@link LostLog}.
     *
     * @param background where segments are prepared ahead; tasks block on the disk for up to the time that it takes to
     *     write a segment, none waits for another; must accept tasks until the log is closed
     * @throws LogFaultException when acknowledged bytes are damaged or missing, when a newer release wrote them, or when
     *     the disk fails; but for a failing disk the files are as before
     */
    public static Wal open(Disk disk, WalOptions options, Executor background) {
        List<Segment> segments = new ArrayList<>();
        boolean opened = false;
        try {
            Wal wal = open(disk, options, background, segments);
            opened = true;
            return wal;
        } catch (IOException failure) {
            throw WalDamage.disk(disk, "opening the log", failure);
        } finally {
            if (!opened) {
                segments.forEach(Segment::close);
            }
        }
    }

    private static Wal open(Disk disk, WalOptions options, Executor background, List<Segment> segments)
            throws IOException {
        Ballots ballots = Ballots.open(disk);
        if (ballots.beginAnew()) {
            LostLog.putAway(disk);
        }
        WalRecovery.openSegments(disk, segments);
        WalState state;
        SegmentSupply supply;
        WalWriter.End end;
        if (segments.isEmpty()) {
            state = new WalState();
            supply = SegmentSupply.open(disk, options, background, List.of(), 1);
            Segment first = supply.take();
            segments.add(first);
            state.begin(first);
            end = new WalWriter.End(first, Segment.HEADER_BYTES, 0, 0);
        } else {
            WalRecovery.Recovered recovered = WalRecovery.recover(disk, segments);
            state = recovered.state();
            end = recovered.end();
            long next = end.segment().sequence() + 1;
            supply = SegmentSupply.open(disk, options, background, recovered.ready(), next);
        }
        int maxRecordBytes = WalRecord.bytes(options.maxPayloadBytes());
        WalWriter writer = new WalWriter(end, supply, state, maxRecordBytes);
        Wal wal = new Wal(disk, options, ballots, state, supply, writer);
        state.groups().values().forEach(group -> group.evict(0));
        wal.agreeWithBallots();
        wal.recycle();
        supply.refill();
        return wal;
    }

    private void agreeWithBallots() throws IOException {
        if (ballots.beginAnew()) {
            ballots.begun().forEach((group, begun) -> add(WalRecord.hardState(group, begun)));
            writer.sync();
        }
        for (int group : groups()) {
            ballots.save(group, hardState(group));
        }
    }

    /** Whether the group's log was lost and has nothing yet: a state that is there is not to be gone on with. */
    public synchronized boolean hasBegunAnew(int group) {
        return hardState(group).lostIn() > 0 && lastIndex(group) == 0;
    }

    /** Groups that have written anything. */
    public synchronized SortedSet<Integer> groups() {
        return new TreeSet<>(state.groups().keySet());
    }

    /** The hard state saved last; {@link HardState#INITIAL} when there is none. */
    public synchronized HardState hardState(int group) {
        return state.group(group).hardState();
    }

    /**
     * Configurations not yet superseded at the released index, by the index from which they are in force; the last one is
     * the newest. Empty when there never was one.
     */
    public synchronized SortedMap<Long, Configuration> configurations(int group) {
        return new TreeMap<>(state.group(group).configurations());
    }

    /**
     * What a member of the group goes on with.
     *
     * @param appliedIndex the state contains every entry up to here
     */
    public synchronized Recovered recovered(int group, long appliedIndex) {
        GroupLog log = state.group(group);
        return new Recovered(
                log.hardState(),
                log.releasedIndex(),
                log.releasedTerm(),
                log.lastIndex(),
                new TreeMap<>(log.terms()),
                new TreeMap<>(log.configurations()),
                appliedIndex);
    }

    /** First entry not released; one more than {@link #lastIndex} when there is none. */
    public synchronized long firstIndex(int group) {
        return state.group(group).firstIndex();
    }

    /** Last entry appended, durable or not; 0 when there never was any. */
    public synchronized long lastIndex(int group) {
        return state.group(group).lastIndex();
    }

    /**
     * Term of an entry from {@code firstIndex - 1} to {@code lastIndex}; 0 for index 0.
     *
     * @throws IllegalArgumentException when the entry is not in the log
     */
    public synchronized long term(int group, long index) {
        return state.group(group).term(index);
    }

    /** Where the log lies. */
    Disk disk() {
        return disk;
    }

    /** Largest payload of an entry, in bytes. */
    public int maxPayloadBytes() {
        return options.maxPayloadBytes();
    }

    /**
     * Entries {@code from} to {@code to}, both included, but no more than fit into {@code maxBytes} of payload; at least
     * one.
     *
     * @throws IllegalArgumentException when not all of the range is in the log
     */
    public synchronized List<Entry> entries(int group, long from, long to, long maxBytes) {
        requireRunning();
        GroupLog log = state.group(group);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            Entry recent = log.recent().get(index);
            Entry entry = recent != null ? recent : read(group, index, log.position(index));
            bytes += entry.payload().length;
            if (bytes > maxBytes && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    /**
     * Appends the entry behind the last one. Keeps the payload, which is not to be changed.
     *
     * @throws IllegalArgumentException when the index does not follow or the payload is too large
     */
    public synchronized void append(int group, Entry entry) {
        if (entry.payload().length > options.maxPayloadBytes()) {
            throw new IllegalArgumentException("an entry of " + entry.payload().length
                    + " bytes is larger than the limit of " + options.maxPayloadBytes());
        }
        add(WalRecord.entry(group, entry));
        state.group(group).remember(entry);
    }

    /**
     * Voids the entries from {@code from} on; the next one appended is {@code from}.
     *
     * @throws IllegalArgumentException when they are released
     */
    public synchronized void truncate(int group, long from) {
        add(WalRecord.truncate(group, from));
    }

    /** Durable with the next {@link #sync()}; in part at once. */
    public synchronized void save(int group, HardState hardState) {
        requireRunning();
        try {
            ballots.save(group, hardState);
        } catch (IOException failure) {
            throw halt(WalDamage.disk(disk, "writing", failure));
        }
        add(WalRecord.hardState(group, hardState));
    }

    /**
     * The group's entries up to {@code index} are not needed any more. Segments in which no group needs anything are
     * recycled after the next {@link #sync()}.
     *
     * @throws IllegalArgumentException when the entry is not in the log
     */
    public synchronized void release(int group, long index) {
        GroupLog log = state.group(group);
        if (index > log.releasedIndex()) {
            add(WalRecord.release(group, index, log.term(index)));
        }
    }

    /**
     * The group's state is replaced by a snapshot that ends with this entry. The log keeps what follows when it holds the
     * very entry, and is emptied otherwise.
     *
     * @param configuration in force at the index
     */
    public synchronized void install(int group, long index, long term, Configuration configuration) {
        GroupLog log = state.group(group);
        if (index > log.releasedIndex()) {
            if (index <= log.lastIndex() && log.term(index) != term) {
                // Said in so many words: once the segment with the other entry is recycled, a recovery cannot find it
                // out.
                add(WalRecord.truncate(group, log.firstIndex()));
            }
            add(WalRecord.release(group, index, term));
            add(WalRecord.configuration(group, index, configuration));
        }
    }

    /**
     * A snapshot is about to replace the state. To be synced before it does, so that after a crash
     * {@link #completeInstallation} finds out whether it did.
     */
    public synchronized void installing(int group, long index, long term, Configuration configuration) {
        add(WalRecord.installing(group, index, term, configuration));
    }

    /** Whether a snapshot that ends with this entry was about to replace the state, and the log has not learned that it did. */
    public synchronized boolean isInstalling(int group, long index) {
        return state.group(group).installing(index).isPresent();
    }

    /** At a start: when a snapshot has replaced the state and the log has not learned of it, it does now. */
    public synchronized void completeInstallation(int group, long appliedIndex) {
        state.group(group).installing(appliedIndex).ifPresent(record -> {
            install(group, record.index(), record.term(), record.toConfiguration());
            sync();
        });
    }

    /** The last of the group's entries without which the log still has at least so many bytes; 0 when there is none. */
    public synchronized long lastBehind(int group, long bytes) {
        return state.lastBehind(group, bytes);
    }

    /** Makes everything appended, saved and released so far durable: one write as a rule, and one fdatasync. */
    public synchronized void sync() {
        requireRunning();
        try {
            writer.sync();
        } catch (IOException failure) {
            throw halt(WalDamage.disk(disk, "writing", failure));
        }
        state.groups().values().forEach(group -> group.evict(options.recentBytes()));
        recycle();
    }

    /**
     * To be called when nothing more waits: appends and syncs an empty batch that says that all before it is durable.
     * Without it, damage to the last acknowledged batch could not be told from a torn tail. Free when already done.
     */
    public synchronized void mark() {
        requireRunning();
        try {
            writer.mark();
        } catch (IOException failure) {
            throw halt(WalDamage.disk(disk, "writing", failure));
        }
    }

    /** Frees the files; what was not synced is lost. */
    @Override
    public synchronized void close() {
        if (halted == null) {
            halt(new LogFaultException(new LogFault(LogFault.Kind.DISK, "the log is closed"), null));
        }
        state.segments().forEach(Segment::close);
        supply.close();
    }

    private void add(WalRecord record) {
        requireRunning();
        if (!state.groups().containsKey(record.group()) && state.groups().size() >= MAX_GROUPS) {
            throw new IllegalArgumentException("a log holds at most " + MAX_GROUPS + " groups");
        }
        try {
            long offset = writer.reserve(record.bytes());
            state.accept(record, writer.segment(), offset);
            writer.put(record);
        } catch (IOException failure) {
            throw halt(WalDamage.disk(disk, "writing", failure));
        }
    }

    private Entry read(int group, long index, long position) {
        Segment segment = state.segmentAt(position);
        long offset = WalState.offsetAt(position);
        try {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            segment.file().read(length, offset);
            int payloadBytes = length.getInt(0);
            if (payloadBytes >= 0 && payloadBytes <= segment.size() - offset - WalRecord.HEADER_BYTES) {
                ByteBuffer bytes = ByteBuffer.allocate(WalRecord.bytes(payloadBytes));
                segment.file().read(bytes, offset);
                WalRecord record = WalRecord.read(bytes.flip(), 0, segment.sequence());
                if (record != null && record.group() == group && record.index() == index) {
                    return record.toEntry();
                }
            }
        } catch (IOException failure) {
            throw halt(WalDamage.disk(disk, "reading", failure));
        }
        throw halt(WalDamage.at(
                disk, segment.name(), offset, "entry " + index + " of group " + group + " does not validate"));
    }

    private void recycle() {
        state.removeReleased().forEach(supply::release);
    }

    private void requireRunning() {
        if (halted != null) {
            throw new LogFaultException(halted.fault(), halted);
        }
    }

    private LogFaultException halt(LogFaultException fault) {
        halted = fault;
        return fault;
    }
}
