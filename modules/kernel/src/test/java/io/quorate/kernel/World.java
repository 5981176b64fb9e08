package io.quorate.kernel;

import io.quorate.codec.RecordCodec;
import io.quorate.log.LogEntry;
import io.quorate.log.NodeId;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A kernel over a test log in virtual time, with clients that speak to it directly. */
final class World {
    static final String NAMESPACE = "default";

    final VirtualLoop loop = new VirtualLoop();
    final Background background = new Background(loop);
    final TestHost host;
    final Limits limits;
    private final UnaryOperator<StateStore> lens;
    final Quarantine quarantine = Quarantine.inMemory();
    TestLog log;
    MemoryStateStore store = new MemoryStateStore();
    Kernel kernel;

    World(Limits limits, TestHost host) {
        this(limits, host, UnaryOperator.identity());
    }

    /** @param lens through which the kernel sees its store */
    World(Limits limits, TestHost host, UnaryOperator<StateStore> lens) {
        this.limits = limits;
        this.host = host;
        this.lens = lens;
        start(List.of());
    }

    /** A world with the probe recipe deployed under the names {@code probe} and {@code store}. */
    static World withProbe(Limits limits) {
        World world =
                new World(limits, new TestHost().with("probe@1", new Probe()).with("store@1", new Probe()));
        Client admin = world.client();
        world.deploy(admin, "store@1");
        world.deploy(admin, "probe@1");
        world.kernel.close(admin.id, admin);
        world.loop.settle();
        return world;
    }

    /** A world with the recipes {@code probe}, {@code store} and {@code mutex}. */
    static World withMutex() {
        World world = new World(
                Limits.defaults(),
                new TestHost()
                        .with("probe@1", new Probe())
                        .with("store@1", new Probe())
                        .with("mutex@1", new Mutex()));
        Client admin = world.client();
        List.of("store@1", "probe@1", "mutex@1").forEach(bundle -> world.deploy(admin, bundle));
        world.kernel.close(admin.id, admin);
        world.loop.settle();
        return world;
    }

    static World withProbe() {
        return withProbe(Limits.defaults());
    }

    private void start(List<LogEntry> entries) {
        log = new TestLog(loop, entries);
        kernel = Kernel.start(
                loop,
                log,
                lens.apply(store),
                host,
                new KernelIdentity("test", new NodeId(1), "test"),
                limits,
                quarantine,
                background);
        loop.settle();
    }

    /** Starts the kernel again on what the disk would hold, the log being whole. */
    void restart(boolean lastFlushLost) {
        kernel.stop();
        store = store.reopened(lastFlushLost);
        start(log.entries());
    }

    CallResult deploy(Client client, String bundle) {
        byte[] bytes = bundle.getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bytes).hex();
        client.system(new SystemCommand.StageChunk(digest, 0, bytes.length, bytes));
        return client.system(new SystemCommand.Deploy(digest));
    }

    Client client() {
        return new Client(10_000);
    }

    Client client(long ttlMillis) {
        return new Client(ttlMillis);
    }

    CallResult query(String instance, String query, Record request) {
        return query(QueryRequest.ReadLevel.STALE, 0, instance, query, request).get(0);
    }

    List<CallResult> query(
            QueryRequest.ReadLevel level, long minRevision, String instance, String query, Record request) {
        List<CallResult> results = new ArrayList<>();
        kernel.query(
                new QueryRequest(
                        level, minRevision, new Address(NAMESPACE, "probe", instance), 1, query, encode(request)),
                results::add);
        loop.settle();
        return results;
    }

    /** A row of the probe instance, -1 when there is none. */
    long row(String instance, String key) {
        return decode(
                        Probe.Value.class,
                        query(instance, "get", new Probe.Key(key)).body())
                .value();
    }

    /** A row of the probe instance in another namespace, -1 when there is none. */
    long row(String namespace, String instance, String key) {
        return ask(new Address(namespace, "probe", instance), "get", new Probe.Key(key), Probe.Value.class)
                .value();
    }

    /** Who holds a mutex. */
    Mutex.Held holder(String instance) {
        return ask(new Address(NAMESPACE, "mutex", instance), "holder", new Mutex.Who(), Mutex.Held.class);
    }

    private <R> R ask(Address address, String query, Record request, Class<R> reply) {
        List<CallResult> answers = new ArrayList<>();
        kernel.query(
                new QueryRequest(QueryRequest.ReadLevel.STALE, 0, address, 1, query, encode(request)), answers::add);
        loop.settle();
        return decode(reply, answers.get(0).body());
    }

    /** Rows whose key begins with one of these kinds. */
    long rowsOfKinds(int... kinds) {
        long count = 0;
        for (int kind : kinds) {
            try (RowCursor rows = store.scan(new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)})) {
                while (rows.next()) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Asks the kernel itself. */
    <Q extends Record & SystemQuery, R> R system(Q query, Class<R> reply) {
        List<CallResult> answers = new ArrayList<>();
        Address kernelItself = new Address(NAMESPACE, SystemCommand.RECIPE, "");
        kernel.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.STALE,
                        0,
                        kernelItself,
                        SystemCommand.CONTRACT,
                        query.query(),
                        encode(query)),
                answers::add);
        loop.settle();
        return decode(reply, answers.get(0).body());
    }

    static byte[] encode(Record value) {
        return RecordCodec.bytesOf(value);
    }

    static <R> R decode(Class<R> type, byte[] body) {
        return RecordCodec.of(type).decode(body);
    }

    /** What a client got for a number. */
    record Got(long sequence, CallResult result) {}

    /** A session of its own on a link of its own. */
    final class Client implements SessionLink {
        final byte[] secret = new byte[16];
        final List<Got> replies = new ArrayList<>();
        final List<Problem> refusals = new ArrayList<>();
        final List<Problem> ends = new ArrayList<>();
        SessionId id = new SessionId(1);
        private long sequence;

        private Client(long ttlMillis) {
            kernel.openSession(new OpenRequest(ttlMillis, secret, "test", "tester"), this, result -> {
                if (result instanceof OpenResult.Opened opened) {
                    id = opened.session();
                } else {
                    refusals.add(((OpenResult.Refused) result).problem());
                }
            });
            loop.settle();
        }

        /** Sends the next call and returns its result, if it has one by now. */
        Optional<CallResult> call(String instance, String command, Record request) {
            long number = sequence + 1;
            send(number, instance, command, request);
            return resultOf(number);
        }

        /** The same in another namespace than {@link #NAMESPACE}. */
        Optional<CallResult> callIn(String namespace, String instance, String command, Record request) {
            long number = sequence + 1;
            sendTo(new Address(namespace, "probe", instance), number, command, request, List.of());
            return resultOf(number);
        }

        CallResult done(String instance, String command, Record request) {
            return call(instance, command, request).orElseThrow();
        }

        void send(long number, String instance, String command, Record request) {
            sendTo(new Address(NAMESPACE, "probe", instance), number, command, request, List.of());
        }

        void sendTo(Address address, long number, String command, Record request, List<Long> acks) {
            sequence = Math.max(sequence, number);
            kernel.call(id, this, new CallRequest(number, address, 1, command, encode(request), acks));
            loop.settle();
        }

        /** Calls a mutex. */
        Optional<CallResult> mutex(String instance, String command, Record request) {
            long number = sequence + 1;
            sendTo(new Address(NAMESPACE, "mutex", instance), number, command, request, List.of());
            return resultOf(number);
        }

        /** Sets a row of the probe instance in a namespace. */
        void put(String namespace, String instance, String key, long value) {
            long number = sequence + 1;
            sendTo(new Address(namespace, "probe", instance), number, "put", new Probe.Put(key, value), List.of());
            if (resultOf(number).orElseThrow().kind() != CallResult.Kind.OK) {
                throw new AssertionError(resultOf(number));
            }
        }

        /** Sends the next call to be in one entry with what is sent right behind it. */
        void queue(Address address, String command, Record request) {
            sequence++;
            kernel.call(id, this, new CallRequest(sequence, address, 1, command, encode(request), List.of()));
        }

        CallResult system(SystemCommand command) {
            return resultOf(send(command)).orElseThrow();
        }

        /** Its number; it may wait. */
        long send(SystemCommand command) {
            long number = sequence + 1;
            sendTo(
                    new Address(NAMESPACE, SystemCommand.RECIPE, ""),
                    number,
                    command.call(),
                    (Record) command,
                    List.of());
            return number;
        }

        long lastSequence() {
            return sequence;
        }

        void keepAlive() {
            kernel.keepAlive(id, this, List.of(), problem -> problem.ifPresent(refusals::add));
            loop.settle();
        }

        void cancel(long number) {
            kernel.cancel(id, this, number);
            loop.settle();
        }

        void skip(long number) {
            sequence = Math.max(sequence, number);
            kernel.skip(id, this, number);
            loop.settle();
        }

        Optional<CallResult> resultOf(long number) {
            return replies.stream()
                    .filter(got -> got.sequence() == number)
                    .map(Got::result)
                    .reduce((first, last) -> last);
        }

        @Override
        public void replied(SessionId session, long number, CallResult result) {
            replies.add(new Got(number, result));
        }

        @Override
        public void refused(SessionId session, long number, Problem problem) {
            refusals.add(problem);
        }

        @Override
        public void ended(SessionId session, Problem reason) {
            ends.add(reason);
        }
    }
}
