package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A member with a disk that keeps what was written, and loses at a crash what was not. */
public final class Host {
    public static final RaftSettings SETTINGS = new RaftSettings(50, 300, 600, 200, 400, 300, 1_000, 8);

    public final int id;
    public final ArrayDeque<Persist> writing = new ArrayDeque<>();
    final ArrayDeque<Output.Fetch> reading = new ArrayDeque<>();
    public final List<Output.Answer> answers = new ArrayList<>();
    final List<Output.Doubt> doubts = new ArrayList<>();
    Optional<Raft> raft = Optional.empty();
    public Optional<Message.Snapshot> installing = Optional.empty();

    /** How often it was started. */
    int life;

    /** Of its own clock. */
    long now;

    /** The clock stands still; nothing in the group knows of it. */
    boolean stopped;

    /** The process stands still: it takes nothing, and what is sent to it waits. */
    boolean paused;

    /** The disk takes its time. */
    boolean stuck;

    /** The state contains the entries up to here; what of it would survive a crash. */
    public long applied;

    long appliedDurably;

    private final Group group;
    private final SplittableRandom random;
    private final TreeMap<Long, Entry> log = new TreeMap<>();
    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    /** After the latest step. */
    private RaftStatus status;

    private HardState hardState = HardState.INITIAL;
    private long releasedIndex;
    private long releasedTerm;

    Host(int id, Group group, SplittableRandom random) {
        this.id = id;
        this.group = group;
        this.random = random;
        this.now = random.nextLong(1_000_000);
    }

    /** Belongs to the group from the beginning: all founders have the same first entry. */
    void found(Configuration configuration) {
        hardState = new HardState(1, 0, 1);
        log.put(1L, Entry.configuration(1, 1, configuration));
        configurations.put(1L, configuration);
    }

    public void start() {
        TreeMap<Long, Long> terms = new TreeMap<>();
        long term = 0;
        for (Entry entry : log.values()) {
            if (entry.term() != term) {
                terms.put(entry.index(), entry.term());
                term = entry.term();
            }
        }
        life++;
        applied = appliedDurably;
        long last = log.isEmpty() ? releasedIndex : log.lastKey();
        Recovered recovered = new Recovered(
                hardState, releasedIndex, releasedTerm, last, terms, new TreeMap<>(configurations), applied);
        Raft started = new Raft(id, group.settings, recovered, now, random);
        status = started.status();
        raft = Optional.of(started);
    }

    public void crash() {
        raft = Optional.empty();
        writing.clear();
        reading.clear();
        installing = Optional.empty();
        applied = appliedDurably;
        group.safety.crashed(id);
    }

    public boolean leads() {
        return raft.isPresent() && status.leader() == id;
    }

    public RaftStatus status() {
        return raft.map(up -> status).orElseThrow();
    }

    /** What is on the disk. */
    public HardState saved() {
        return hardState;
    }

    /** What is on the disk, by index. */
    public NavigableMap<Long, Entry> stored() {
        return Collections.unmodifiableNavigableMap(log);
    }

    /** The last entry on the disk. */
    long endOfDisk() {
        return log.isEmpty() ? releasedIndex : log.lastKey();
    }

    /** Whether the very entry is on the disk, or was and is in the state now. */
    boolean holds(long index, long term) {
        return index <= releasedIndex
                || (log.containsKey(index) && log.get(index).term() == term);
    }

    /** Term of an entry as the member itself has it, on the disk or on its way there; 0 when it has let go of it. */
    long termInMemory(long index) {
        for (Iterator<Persist> newest = writing.descendingIterator(); newest.hasNext(); ) {
            for (Entry entry : newest.next().entries()) {
                if (entry.index() == index) {
                    return entry.term();
                }
            }
        }
        return log.containsKey(index) ? log.get(index).term() : 0;
    }

    /** Time goes on for this member alone. */
    public void elapse(long time) {
        for (long passed = 0; passed < time; passed += 10) {
            now += 10;
            take(new Input.Tick(now));
        }
    }

    public void receive(Message message) {
        take(new Input.Received(message));
    }

    public void take(Input input) {
        raft.ifPresent(up -> {
            Output output = up.step(input);
            status = up.status();
            take(output);
        });
    }

    private void take(Output output) {
        output.persist().ifPresent(writing::add);
        output.messages().forEach(message -> group.send(this, message));
        reading.addAll(output.fetches());
        doubts.addAll(output.doubts());
        output.committed().forEach(this::apply);
        if (!output.committed().isEmpty()) {
            take(new Input.Applied(applied));
        }
        for (Output.Answer answer : output.answers()) {
            answers.add(answer);
            group.safety.answered(this, answer);
        }
        output.snapshots().forEach(node -> group.sendSnapshot(this, node));
        output.install().ifPresent(snapshot -> {
            assertTrue(installing.isEmpty(), "node " + id + " is to install a snapshot while it installs another one");
            installing = Optional.of(snapshot);
        });
        group.safety.look(this);
    }

    private void apply(Entry entry) {
        assertTrue(entry.index() == applied + 1, "node " + id + " applies " + entry.index() + " after " + applied);
        applied = entry.index();
        group.safety.applied(this, entry);
    }

    /** The disk comes to the next write. */
    public void write() {
        Persist next = writing.poll();
        if (next == null) {
            return;
        }
        next.hardState().ifPresent(state -> hardState = state);
        if (next.truncateFrom() > 0) {
            log.tailMap(next.truncateFrom(), true).clear();
            configurations.tailMap(next.truncateFrom(), true).clear();
        }
        for (Entry entry : next.entries()) {
            log.put(entry.index(), entry);
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                configurations.put(entry.index(), entry.toConfiguration());
            }
        }
        take(new Input.Persisted(next.sequence()));
    }

    /** The disk comes to the next read. */
    public void read() {
        Output.Fetch next = reading.poll();
        if (next == null) {
            return;
        }
        List<Entry> found = new ArrayList<>();
        long bytes = 0;
        for (long index = next.from(); index <= next.to() && log.containsKey(index); index++) {
            Entry entry = log.get(index);
            bytes += entry.bytes();
            if (bytes > next.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        take(new Input.Fetched(next, found));
    }

    /** The state is flushed, and the log lets go of a part of what it contains. */
    public void flush() {
        appliedDurably = applied;
        long to = releasedIndex + (applied - releasedIndex) / 2;
        if (to > releasedIndex && log.containsKey(to) && to <= appliedDurably) {
            releasedTerm = log.get(to).term();
            releasedIndex = to;
            log.headMap(to, true).clear();
            configurations.headMap(configurations.floorKey(to), false).clear();
            take(new Input.Released(to));
        }
    }

    /** The snapshot that has arrived takes the place of the state. */
    public void install() {
        installing.ifPresent(snapshot -> {
            while (!writing.isEmpty()) {
                write();
            }
            assertTrue(snapshot.index() >= applied, "the state of node " + id + " goes back");
            installing = Optional.empty();
            Entry last = log.get(snapshot.index());
            if (last != null && last.term() == snapshot.entryTerm()) {
                log.headMap(snapshot.index(), true).clear();
            } else {
                log.clear();
                configurations.clear();
            }
            configurations.headMap(snapshot.index(), true).clear();
            configurations.put(snapshot.index(), snapshot.configuration());
            releasedIndex = snapshot.index();
            releasedTerm = snapshot.entryTerm();
            applied = snapshot.index();
            appliedDurably = snapshot.index();
            take(new Input.Installed(snapshot));
        });
    }

    /** The state stays as it is. */
    public void failToInstall() {
        assertTrue(installing.isPresent(), "node " + id + " installs nothing");
        installing = Optional.empty();
        take(new Input.NotInstalled());
    }

    /** A snapshot of the state as it is. */
    Message.Snapshot snapshot(int to) {
        Configuration inForce =
                configurations.headMap(applied, true).lastEntry().getValue();
        return new Message.Snapshot(id, to, status().term(), applied, group.safety.termOf(applied), inForce);
    }
}
