package io.quorate.recipe.lock;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.CallRequest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.EventLink;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Limits;
import io.quorate.kernel.OpenRequest;
import io.quorate.kernel.OpenResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.Quarantine;
import io.quorate.kernel.QueryRequest;
import io.quorate.kernel.SessionLink;
import io.quorate.kernel.SubscribeResult;
import io.quorate.kernel.TestHost;
import io.quorate.kernel.VirtualLoop;
import io.quorate.log.FileDisk;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.log.RaftLog;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.MemoryStateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A kernel with the lock recipe deployed, over a log on disk and in virtual time. */
final class LockWorld implements AutoCloseable {
    private static final WalOptions SMALL = new WalOptions(256 * 1024, 1, 1024);
    private static final NodeId SELF = new NodeId(1);
    private static final String NAMESPACE = "default";

    private final VirtualLoop loop = new VirtualLoop();
    private final Wal wal;
    private final RaftLog log;
    private final Kernel kernel;

    LockWorld(Path directory) throws IOException {
        wal = Wal.open(FileDisk.open(directory), SMALL, Runnable::run);
        log = RaftLog.open(
                wal,
                RaftLog.Member.alone(0, SELF, new SplittableRandom(1)),
                new RaftLog.Threads(loop, loop, loop, loop),
                PeerNetwork.none());
        kernel = Kernel.start(
                loop,
                log,
                new MemoryStateStore(),
                new TestHost()
                        .with(LockContract.RECIPE + "@1", new LockRecipe())
                        .with(HastyRecipe.NAME + "@1", new HastyRecipe()),
                new KernelIdentity("test", SELF, "test"),
                Limits.defaults(),
                Quarantine.inMemory());
        loop.advanceMillis(0);
        Client admin = client("admin");
        deploy(admin, LockContract.RECIPE);
        deploy(admin, HastyRecipe.NAME);
        admin.closeSession();
    }

    private static void deploy(Client admin, String recipe) {
        byte[] bundle = (recipe + "@1").getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bundle).hex();
        admin.system(new SystemCommand.StageChunk(digest, 0, bundle.length, bundle));
        admin.system(new SystemCommand.Deploy(digest));
    }

    Client client(String label) {
        return new Client(label, 300_000);
    }

    /** A client that the server gives up after so many ms without a keep-alive. */
    Client mortal(String label, long ttlMillis) {
        return new Client(label, ttlMillis);
    }

    void advanceMillis(long millis) {
        loop.advanceMillis(millis);
    }

    long entries() {
        return kernel.status().appliedIndex();
    }

    LockDescription describe(String name) {
        return query(lock(name), LockContract.DESCRIBE, new LockContract.Describe(), LockDescription.class);
    }

    List<String> instances() {
        SystemQuery.ListInstances all =
                new SystemQuery.ListInstances(NAMESPACE, LockContract.RECIPE, Optional.empty(), 100);
        return query(new Address(NAMESPACE, SystemCommand.RECIPE, ""), all.query(), all, SystemQuery.Instances.class)
                .names();
    }

    private <R extends Record> R query(Address address, String query, Record request, Class<R> reply) {
        List<CallResult> results = new ArrayList<>();
        kernel.query(
                new QueryRequest(QueryRequest.ReadLevel.LINEARIZABLE, 0, address, 1, query, encode(request)),
                results::add);
        loop.advanceMillis(0);
        return decode(results.get(0), reply);
    }

    /** The events of one kind from now on, as they come. */
    <E extends Record> List<E> events(String name, Class<E> type) {
        List<E> seen = new ArrayList<>();
        EventLink link = new EventLink() {
            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public void event(Cursor at, byte[] body) {
                seen.add(RecordCodec.of(type).decode(body));
            }

            @Override
            public void reset(Cursor at) {}
        };
        SubscribeResult result = kernel.subscribe(lock(name), type.getSimpleName(), Optional.empty(), link);
        ((SubscribeResult.Subscribed) result).subscription().resume();
        return seen;
    }

    private static Address lock(String name) {
        return new Address(NAMESPACE, LockContract.RECIPE, name);
    }

    static <R extends Record> R decode(CallResult result, Class<R> type) {
        return RecordCodec.of(type).decode(result.body());
    }

    @SuppressWarnings("unchecked") // the class of a value is a class of its type
    private static <R extends Record> byte[] encode(R value) {
        return RecordCodec.of((Class<R>) value.getClass()).encode(value);
    }

    @Override
    public void close() {
        kernel.stop();
        log.close();
        wal.close();
    }

    /** A session of its own. */
    final class Client implements SessionLink {
        private final Map<Long, CallResult> results = new TreeMap<>();
        private SessionId session = new SessionId(1);
        private long sequence;

        private Client(String label, long ttlMillis) {
            kernel.openSession(
                    new OpenRequest(ttlMillis, new byte[16], label, "tester"),
                    this,
                    result -> session = ((OpenResult.Opened) result).session());
            loop.advanceMillis(0);
        }

        SessionId session() {
            return session;
        }

        /** Sends a command and returns its number. */
        long send(String name, String command, Record request) {
            return send(lock(name), command, request);
        }

        private long send(Address address, String command, Record request) {
            sequence++;
            kernel.call(session, this, new CallRequest(sequence, address, 1, command, encode(request), List.of()));
            loop.advanceMillis(0);
            return sequence;
        }

        /** Has another recipe take and release the lock within one command. */
        CallResult hurry(String name) {
            Address hasty = new Address(NAMESPACE, HastyRecipe.NAME, name);
            return result(send(hasty, HastyRecipe.COMMAND, new HastyRecipe.Hurry()))
                    .orElseThrow();
        }

        /** Sends a command that is answered at once. */
        CallResult call(String name, String command, Record request) {
            return result(send(name, command, request)).orElseThrow();
        }

        private void system(SystemCommand command) {
            long number = send(new Address(NAMESPACE, SystemCommand.RECIPE, ""), command.call(), (Record) command);
            if (result(number).orElseThrow().kind() != CallResult.Kind.OK) {
                throw new AssertionError(result(number));
            }
        }

        Optional<CallResult> result(long number) {
            return Optional.ofNullable(results.get(number));
        }

        LockContract.Grant granted(long number) {
            CallResult result = result(number).orElseThrow(() -> new AssertionError("still waits"));
            if (result.kind() != CallResult.Kind.OK) {
                throw new AssertionError(result);
            }
            return decode(result, LockContract.Grant.class);
        }

        void cancel(long number) {
            kernel.cancel(session, this, number);
            loop.advanceMillis(0);
        }

        void closeSession() {
            kernel.close(session, this);
            loop.advanceMillis(0);
        }

        @Override
        public void replied(SessionId of, long number, CallResult result) {
            results.put(number, result);
        }

        @Override
        public void refused(SessionId of, long number, Problem problem) {
            throw new AssertionError(problem);
        }

        @Override
        public void ended(SessionId of, Problem reason) {}
    }
}
