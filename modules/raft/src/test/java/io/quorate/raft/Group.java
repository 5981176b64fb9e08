package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Members and what is between them. {@link Safety} looks at every step. */
public final class Group {
    private static final int TURNS_TO_REST = 100_000;

    final RaftSettings settings;
    final SplittableRandom random;
    final TreeMap<Integer, Host> hosts = new TreeMap<>();
    final List<Message> wire = new ArrayList<>();

    /** For members that stand still. */
    final List<Message> waiting = new ArrayList<>();

    /** On links that are cut, until they are not. */
    final List<Message> held = new ArrayList<>();

    /** Under way for very long. */
    final List<Message> strays = new ArrayList<>();

    /** Every message that was sent, and every change of leader, for tests that read like a transcript. */
    public final List<String> transcript = new ArrayList<>();

    /** Off where nobody reads it, since it takes longer to write than all else. */
    boolean transcribes = true;

    /** A snapshot counts as sent at once; otherwise the test is to say so. */
    public boolean reportsSnapshots = true;

    private Predicate<Message> cut = message -> false;
    final Safety safety = new Safety(this);
    private long nextId = 1;

    public Group(long seed, int voters) {
        this(seed, voters, 0, Host.SETTINGS);
    }

    /** The nodes after the voters learn. */
    public Group(long seed, int voters, int learners, RaftSettings settings) {
        this.settings = settings;
        random = new SplittableRandom(seed);
        TreeSet<Integer> voting = new TreeSet<>();
        TreeSet<Integer> learning = new TreeSet<>();
        for (int node = 1; node <= voters + learners; node++) {
            (node <= voters ? voting : learning).add(node);
            add(node);
        }
        hosts.values().forEach(host -> host.found(Configuration.of(voting, learning)));
        hosts.values().forEach(Host::start);
    }

    /** A node that belongs to no group yet. */
    public Host add(int node) {
        Host host = new Host(node, this, random.split());
        hosts.put(node, host);
        return host;
    }

    public Host host(int node) {
        return hosts.get(node);
    }

    public Collection<Host> all() {
        return hosts.values();
    }

    public static SortedSet<Integer> nodes(int... nodes) {
        TreeSet<Integer> set = new TreeSet<>();
        for (int node : nodes) {
            set.add(node);
        }
        return set;
    }

    // The network.

    void send(Host from, Message message) {
        safety.sent(from, message);
        wire.add(message);
    }

    public void cutOff(int node) {
        cut = cut.or(message -> message.from() == node || message.to() == node);
    }

    public void lose(Predicate<Message> lost) {
        cut = cut.or(lost);
    }

    public void heal() {
        cut = message -> false;
    }

    boolean isCut(Message message) {
        return cut.test(message);
    }

    public void deliver(Message message) {
        if (transcribes) {
            transcript.add(line(message));
        }
        if (!cut.test(message) && hosts.containsKey(message.to())) {
            host(message.to()).take(new Input.Received(message));
        }
    }

    /** Takes what was sent off the wire before it arrives. */
    public List<Message> sent() {
        List<Message> sent = List.copyOf(wire);
        wire.clear();
        return sent;
    }

    /** Takes what was sent off the wire before it arrives, and tells what of this kind was among it. */
    public <M extends Message> List<M> sent(Class<M> kind) {
        return sent().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What is on the wire arrives; what is sent thereupon is on the wire afterwards. */
    public void arrive() {
        sent().forEach(this::deliver);
    }

    /** Entries as {@code index@term}. */
    private static String line(Message message) {
        if (message instanceof Message.Append append) {
            return "Append[from=" + append.from() + ", to=" + append.to() + ", term=" + append.term()
                    + ", previousIndex=" + append.previousIndex() + ", previousTerm=" + append.previousTerm()
                    + ", entries=" + terms(append.entries()) + ", commit=" + append.commit() + "]";
        }
        return message.toString();
    }

    /** As {@code index@term}. */
    public static List<String> terms(Collection<Entry> entries) {
        return entries.stream().map(entry -> entry.index() + "@" + entry.term()).toList();
    }

    /** Commands of one term. */
    public static List<Entry> entries(long from, long to, long term) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            String text = "command " + index + "@" + term;
            entries.add(new Entry(index, term, Entry.Kind.COMMAND, text.getBytes(StandardCharsets.UTF_8)));
        }
        return entries;
    }

    void sendSnapshot(Host from, int to) {
        Message.Snapshot snapshot = from.snapshot(to);
        wire.add(snapshot);
        if (reportsSnapshots) {
            from.take(new Input.SnapshotSent(to, snapshot.index()));
        }
    }

    /** Everything that is under way comes to its end, in order, while time stands still. */
    public void settle() {
        boolean more = true;
        int turns = 0;
        for (int round = 0; more; round++) {
            assertTrue(round < TURNS_TO_REST, "there is no end to the messages");
            more = false;
            for (Host host : all()) {
                while (!host.writing.isEmpty() || !host.reading.isEmpty() || host.installing.isPresent()) {
                    assertTrue(turns++ < TURNS_TO_REST, "there is no end to what the disks are asked for");
                    host.write();
                    host.read();
                    host.install();
                    more = true;
                }
            }
            List<Message> now = List.copyOf(wire);
            wire.clear();
            now.forEach(this::deliver);
            more |= !now.isEmpty();
        }
    }

    /** Time goes on everywhere, and everything arrives at once. */
    public void elapse(long time) {
        for (long passed = 0; passed < time; passed += 10) {
            for (Host host : all()) {
                host.now += 10;
                host.take(new Input.Tick(host.now));
            }
            settle();
        }
    }

    // Requests.

    public long propose(Host host, String payload) {
        long id = nextId++;
        safety.asked(host, id);
        safety.proposes(id, payload);
        host.take(new Input.Propose(id, payload.getBytes(StandardCharsets.UTF_8)));
        return id;
    }

    public long read(Host host) {
        long id = nextId++;
        safety.asked(host, id);
        safety.reads(id);
        host.take(new Input.Read(id));
        return id;
    }

    public long reconfigure(Host host, Configuration target) {
        long id = nextId++;
        safety.asked(host, id);
        host.take(new Input.Reconfigure(id, target));
        return id;
    }

    long transfer(Host host, int target) {
        long id = nextId++;
        safety.asked(host, id);
        host.take(new Input.Transfer(id, target));
        return id;
    }

    public Optional<Output.Answer> answer(Host host, long id) {
        return host.answers.stream().filter(answer -> answer.id() == id).findFirst();
    }

    static String text(Entry entry) {
        return new String(entry.payload(), StandardCharsets.UTF_8);
    }

    /** Everything committed, commands only. */
    public List<String> commands() {
        return safety.commands();
    }

    public Optional<Host> leader() {
        return all().stream()
                .filter(Host::leads)
                .max((one, other) ->
                        Long.compare(one.status().term(), other.status().term()));
    }

    /** Makes this node lead: time goes on for it alone, so that nobody competes. */
    public Host elect(int node) {
        Host host = host(node);
        for (int i = 0; i < 200 && !host.leads(); i++) {
            host.elapse(10);
            settle();
        }
        assertTrue(host.leads(), "node " + node + " was not elected");
        return host;
    }

    /** Waits for a leader that is ready. */
    public Host lead() {
        for (int i = 0; i < 100; i++) {
            Optional<Host> leader = leader().filter(host -> host.status().ready());
            if (leader.isPresent()) {
                return leader.get();
            }
            elapse(100);
        }
        throw new AssertionError("no leader within 10,000 ms");
    }
}
