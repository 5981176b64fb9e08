package io.quorate.testkit;

import io.quorate.kernel.CallResult;
import io.quorate.recipe.SessionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A workload being played: for each step, a client and an instance drawn from the seed. Between the steps time passes, calls are
 * cancelled, and clients crash, close their sessions and are replaced.
 */
public final class Play {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int CLIENTS = 4;

    /** One step in so many ends a session, or cancels a call. */
    private static final int TROUBLE = 20;

    private static final int MAX_PAUSE_MILLIS = 500;

    /** Replies of one kind that wait to be taken; the oldest are dropped. */
    private static final int MAX_UNUSED = 20_000;

    private final RecipeWorld world;
    private final Workload workload;
    private final SplittableRandom random;
    private final List<TestClient> clients = new ArrayList<>();
    private final List<Reply<?>> calls = new ArrayList<>();
    private final Map<SessionId, Map<String, ArrayDeque<Reply<?>>>> unused = new HashMap<>();
    private final Ends ends;
    private TestClient client;
    private String name = NAMES.get(0);

    /** Is told of sessions that end. */
    interface Ends {
        void before(TestClient client);

        void after(TestClient client);

        /** For nobody. */
        static Ends unheard() {
            return new Ends() {
                @Override
                public void before(TestClient client) {}

                @Override
                public void after(TestClient client) {}
            };
        }
    }

    Play(RecipeWorld world, Workload workload, long seed, Ends ends) {
        this.world = world;
        this.workload = workload;
        this.random = new SplittableRandom(seed);
        this.ends = ends;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(world.client("client-" + i));
        }
        client = clients.get(0);
    }

    /** A random number from 0 up to, not including, the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in so many times. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** The instance of this step. */
    public String name() {
        return name;
    }

    /** The session of this step. */
    public SessionId session() {
        return client.session();
    }

    /** Calls this step's instance in this step's session. */
    public <R extends Record> Reply<R> call(String command, Record request, Class<R> reply) {
        Reply<R> call = client.call(name, command, request, reply);
        calls.add(call);
        ArrayDeque<Reply<?>> queue = unused.computeIfAbsent(client.session(), session -> new HashMap<>())
                .computeIfAbsent(kind(reply), kind -> new ArrayDeque<>());
        queue.add(call);
        if (queue.size() > MAX_UNUSED) {
            queue.remove();
        }
        return call;
    }

    private String kind(Class<?> reply) {
        return name + " " + reply.getName();
    }

    /**
     * The oldest reply of this kind that this step's session got from this step's instance, each only once: a grant to be given
     * back, for one.
     */
    public <R extends Record> Optional<R> take(Class<R> reply) {
        Iterator<Reply<?>> got = unused.getOrDefault(client.session(), Map.of())
                .getOrDefault(kind(reply), new ArrayDeque<>())
                .iterator();
        while (got.hasNext()) {
            Reply<?> call = got.next();
            if (!call.isWaiting()) {
                got.remove();
                if (isSuccess(call)) {
                    return Optional.of(reply.cast(call.reply()));
                }
            }
        }
        return Optional.empty();
    }

    static boolean isSuccess(Reply<?> call) {
        return !call.isWaiting() && call.answer().kind() == CallResult.Kind.OK;
    }

    /** One step and what happens between it and the next. */
    void next() {
        int drawn = random.nextInt(CLIENTS);
        client = clients.get(drawn);
        name = NAMES.get(random.nextInt(NAMES.size()));
        workload.step(this);
        world.advance(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
        if (oneIn(TROUBLE) && !calls.isEmpty()) {
            cancelOne();
        }
        if (oneIn(TROUBLE)) {
            replace(drawn, oneIn(2));
        }
    }

    /** A step by the first client at an instance of its own, and nothing else; returns its last call. */
    Reply<?> undisturbed(Workload step, String at) {
        client = clients.get(0);
        name = at;
        calls.clear();
        step.step(this);
        if (calls.isEmpty()) {
            throw new AssertionError("a step called nobody");
        }
        return calls.get(calls.size() - 1);
    }

    private void cancelOne() {
        Reply<?> call = calls.get(Math.max(0, calls.size() - 1 - random.nextInt(CLIENTS)));
        if (clients.contains(call.client())) {
            call.cancel();
        }
    }

    private void replace(int number, boolean crash) {
        TestClient leaving = clients.get(number);
        ends.before(leaving);
        if (crash) {
            leaving.crash();
            world.advance(RecipeWorld.TTL.plusSeconds(2));
        } else {
            leaving.closeSession();
        }
        ends.after(leaving);
        clients.set(number, world.client("client-" + number));
    }

    /** Ends all sessions; new ones take their place. */
    void endSessions() {
        for (int number = 0; number < CLIENTS; number++) {
            replace(number, false);
        }
    }

    /** The latest calls whose answers can be asked for again. */
    List<Reply<?>> repeatable() {
        List<Reply<?>> latest = calls.subList(Math.max(0, calls.size() - CLIENTS), calls.size());
        return latest.stream().filter(call -> clients.contains(call.client())).toList();
    }

    static List<String> names() {
        return NAMES;
    }
}
