package io.quorate.simulation.world;

import io.quorate.client.core.CallRequest;
import io.quorate.client.core.ClientCore;
import io.quorate.client.core.Completion;
import io.quorate.client.core.CoreListener;
import io.quorate.client.core.CoreOptions;
import io.quorate.client.core.EventSink;
import io.quorate.client.core.Moment;
import io.quorate.client.core.QueryRequest;
import io.quorate.client.core.SessionStatus;
import io.quorate.client.core.Transport;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.Target;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.simulation.Chance;
import io.quorate.simulation.DriftingClock;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Places;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** A client's process: the core that the SDK has, driven as the SDK drives it, by clocks and connections of this world. */
public final class SimClient implements Client {
    private static final String NAMESPACE = ProtocolDefaults.NAMESPACE;

    private static final long MAX_TIMER_DELAY_MICROS = 2_000;
    private static final long MAX_CALLBACK_DELAY_MICROS = 1_000;

    /** More than most clients know of at the same time. */
    private static final int MAX_ASTRAY = 6;

    /** One reply in so many comes just as a fickle caller gives up. */
    private static final int GIVEN_UP_AT_THE_END = 40;

    private final World world;
    private final SimNetwork network;
    private final String name;
    private final Chance chance;
    private final boolean fickle;
    private final DriftingClock clock;
    private final ClientCore core;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    /** The core's numbers of operations that its program waits for. */
    private final Map<Long, Long> calls = new HashMap<>();

    private Optional<SimConnection> connection = Optional.empty();
    private SessionStatus status = SessionStatus.NONE;
    private Runnable onClosed = () -> {};
    private boolean over;

    /** Attempts in a row to connect to machines that are there no longer. */
    private int astray;

    private long pausedUntilNanos;
    private long runningSinceNanos;
    private long wakeNumber;

    /** @param fickle gives up now and then just as the reply comes */
    SimClient(World world, SimNetwork network, String name, List<String> endpoints, long ttlMillis, boolean fickle) {
        this.world = world;
        this.network = network;
        this.name = name;
        this.fickle = fickle;
        this.chance = world.chance().branch();
        this.clock = DriftingClock.any(world.time(), chance);
        CoreOptions options = new CoreOptions(endpoints, name, ttlMillis, new byte[0]);
        this.core = new ClientCore(options, new Wires(), chance.branch().generator(), new Listener());
        world.time().after(0, () -> input(() -> core.start(now())));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long localNanos() {
        return clock.nanos();
    }

    @Override
    public long runningSinceNanos() {
        return runningSinceNanos;
    }

    @Override
    public boolean believes(SessionId session) {
        return isRunning() && status.id().filter(session::equals).isPresent() && status.isValid(now());
    }

    /** Alive, and neither paused nor suspended. */
    private boolean isRunning() {
        return !over && world.time().nanos() >= pausedUntilNanos;
    }

    public boolean isOver() {
        return over;
    }

    /** Knows only machines that are there no longer, since it was away while they were replaced. */
    public boolean isAstray() {
        return astray > MAX_ASTRAY;
    }

    @Override
    public Moment now() {
        return new Moment(clock.nanos(), clock.wallMillis());
    }

    /** Something happens to the process, now or once it is not paused any more. */
    private void input(Runnable body) {
        if (over) {
            return;
        }
        if (!isRunning()) {
            waiting.add(body);
            return;
        }
        body.run();
        world.history().acted(this);
        wakeNumber++;
        long mine = wakeNumber;
        long next = core.nextWakeNanos();
        if (next != Moment.NEVER && !over) {
            long delay = clock.trueNanos(next - clock.nanos()) + chance.micros(0, MAX_TIMER_DELAY_MICROS);
            world.time().after(delay, () -> wake(mine));
        }
    }

    private void wake(long number) {
        if (number == wakeNumber) {
            input(() -> core.tick(now()));
        }
    }

    /** Runs something in the client's program after a while. */
    public void later(long nanos, Runnable task) {
        world.time().after(nanos, () -> input(task));
    }

    // What its program asks for.

    /**
     * Asks for a command.
     *
     * @param request made from the operation's number
     */
    public <C extends Record, R extends Record> Operation call(
            Verb<C, R> verb, String instance, LongFunction<C> request, long deadlineMillis, Answer<R> answer) {
        return ask(verb, instance, request, Optional.empty(), deadlineMillis, answer);
    }

    public <C extends Record, R extends Record> void query(
            Verb<C, R> verb, String instance, C request, ReadLevel level, long deadlineMillis, Answer<R> answer) {
        ask(verb, instance, id -> request, Optional.of(level), deadlineMillis, answer);
    }

    private <C extends Record, R extends Record> Operation ask(
            Verb<C, R> verb,
            String instance,
            LongFunction<C> request,
            Optional<ReadLevel> level,
            long deadlineMillis,
            Answer<R> answer) {
        long id = world.history().nextOperation();
        C body = request.apply(id);
        long deadline = clock.nanos() + deadlineMillis * 1_000_000;
        Operation operation = new Operation(
                id,
                this,
                verb.recipe(),
                Places.name(verb.namespace(), instance),
                body,
                level,
                world.time().nanos(),
                deadline);
        world.history().invoked(operation);
        Target target = target(verb, instance);
        byte[] bytes = verb.request().encode(body);
        Asked<R> asked = new Asked<>(operation, verb, answer);
        asked.call = level.isPresent()
                ? core.query(now(), new QueryRequest(target, verb.name(), bytes, level.get()), deadline, asked)
                : core.call(now(), new CallRequest(target, verb.name(), bytes), deadline, asked);
        calls.put(operation.id(), asked.call);
        return operation;
    }

    private static Target target(Verb<?, ?> verb, String instance) {
        boolean system = verb.recipe().equals(SystemCommand.RECIPE);
        return new Target(verb.namespace(), verb.recipe(), verb.contract(), system ? List.of() : List.of(instance));
    }

    /** Its program does not want the reply any more; false when it has ended already. */
    public boolean giveUp(Operation operation) {
        Long call = calls.get(operation.id());
        if (call == null) {
            return false;
        }
        trace("gives up " + operation);
        core.cancel(now(), call);
        if (calls.remove(operation.id()) != null) {
            world.history().givenUp(operation);
        }
        return true;
    }

    public long subscribe(String recipe, int contract, String instance, String event, EventSink sink) {
        return core.subscribe(
                now(), new Target(NAMESPACE, recipe, contract, List.of(instance)), event, Optional.empty(), sink);
    }

    public void unsubscribe(long subscription) {
        core.unsubscribe(now(), subscription);
    }

    /** Ends the session and the process. */
    public void close(long deadlineMillis, Runnable closed) {
        onClosed = closed;
        trace("closes");
        core.close(now(), clock.nanos() + deadlineMillis * 1_000_000);
    }

    /** An operation on its way through the core. */
    private final class Asked<R extends Record> implements Completion {
        private final Operation operation;
        private final Verb<?, R> verb;
        private final Answer<R> answer;
        private long call;

        Asked(Operation operation, Verb<?, R> verb, Answer<R> answer) {
            this.operation = operation;
            this.verb = verb;
            this.answer = answer;
        }

        @Override
        public void replied(long revision, byte[] body) {
            R reply = verb.reply().decode(body);
            trace(operation + " -> " + Operation.text(reply) + " at " + revision);
            world.history()
                    .ended(operation, new Ending.Acknowledged(world.time().nanos(), revision, reply));
            later(chance.micros(0, MAX_CALLBACK_DELAY_MICROS), () -> {
                if (!calls.containsKey(operation.id())) {
                    return;
                }
                if (fickle && operation.level().isEmpty() && chance.oneIn(GIVEN_UP_AT_THE_END)) {
                    giveUp(operation);
                    answer.failed(ending(QuorateException.of("CANCELLED", CallOutcome.UNKNOWN, "given up")));
                    return;
                }
                calls.remove(operation.id());
                core.taken(now(), call);
                answer.replied(reply);
            });
        }

        private Ending.Failed ending(QuorateException failure) {
            return new Ending.Failed(
                    world.time().nanos(), failure.code(), failure.outcome(), String.valueOf(failure.getMessage()));
        }

        @Override
        public void failed(QuorateException failure) {
            Ending.Failed ending = ending(failure);
            trace(operation + " failed: " + failure.getMessage());
            calls.remove(operation.id());
            world.history().ended(operation, ending);
            later(chance.micros(0, MAX_CALLBACK_DELAY_MICROS), () -> answer.failed(ending));
        }
    }

    // Faults.

    /** Dies and is never seen again. */
    public void crash(boolean withItsMachine) {
        over = true;
        trace("crashes");
        connection.ifPresent(open -> {
            if (withItsMachine) {
                open.clientVanished(chance.millis(1_000, 20_000));
            } else {
                open.close();
            }
        });
    }

    /** Its process is stopped for a while; its clock goes on. */
    public void pause(long nanos) {
        pausedUntilNanos = Math.max(pausedUntilNanos, world.time().nanos() + nanos);
        trace("paused for " + nanos / 1_000_000 + " ms");
        world.time().at(pausedUntilNanos, this::resume);
    }

    /** Its machine sleeps for a while; its monotonic clock stands still. */
    public void suspend(long nanos) {
        if (isRunning()) {
            pause(nanos);
            clock.sleepUntil(pausedUntilNanos);
        }
    }

    private void resume() {
        runningSinceNanos = clock.nanos();
        while (isRunning() && !waiting.isEmpty()) {
            input(waiting.remove());
        }
    }

    // The network's side.

    void receive(Runnable arrival) {
        input(arrival);
    }

    void connected(SimConnection of) {
        input(() -> {
            if (isCurrent(of)) {
                core.connected(now());
            }
        });
    }

    void received(SimConnection of, ServerMessage message) {
        if (isCurrent(of)) {
            core.received(now(), message);
        }
    }

    void disconnected(SimConnection of, String cause) {
        input(() -> {
            if (isCurrent(of)) {
                connection = Optional.empty();
                core.disconnected(now(), cause);
            }
        });
    }

    private boolean isCurrent(SimConnection of) {
        return connection.filter(of::equals).isPresent();
    }

    private void trace(String what) {
        world.trace().add(name, what);
    }

    private final class Wires implements Transport {
        @Override
        public void connect(String endpoint) {
            astray = network.has(endpoint) ? 0 : astray + 1;
            connection = Optional.of(network.connect(SimClient.this, endpoint));
        }

        @Override
        public void send(ClientMessage message) {
            connection.ifPresent(open -> open.send(message));
        }

        @Override
        public void disconnect() {
            connection.ifPresent(SimConnection::close);
            connection = Optional.empty();
        }
    }

    private final class Listener implements CoreListener {
        @Override
        public void welcomed() {
            trace("welcomed");
        }

        @Override
        public void refused(QuorateException refusal) {
            trace("refused: " + refusal.getMessage());
        }

        @Override
        public void session(SessionStatus now) {
            if (now.state() != status.state()) {
                trace("session " + now.id().map(SessionId::toString).orElse("none") + " " + now.state());
            }
            now.id()
                    .filter(id -> !status.id().equals(Optional.of(id)))
                    .ifPresent(id -> world.history().sessionBegun(id, SimClient.this));
            if (now.state() == SessionState.LOST && status.state() != SessionState.LOST) {
                now.id().ifPresent(world.history()::sessionLost);
            }
            status = now;
        }

        @Override
        public void closed() {
            trace("closed");
            over = true;
            world.time().after(0, onClosed);
        }
    }
}
