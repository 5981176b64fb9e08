package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.client.core.Moment;
import io.quorate.itests.CompiledRecipe;
import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Changes;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.register.RegisterContract.ListChanges;
import io.quorate.simulation.register.RegisterContract.Read;
import io.quorate.simulation.register.RegisterContract.Reading;
import io.quorate.simulation.register.RegisterContract.Swap;
import io.quorate.simulation.register.RegisterContract.Write;
import io.quorate.simulation.register.RegisterRecipe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Clients that write, swap and read registers, one call at a time each, and note what they were told. */
final class RegisterClients implements AutoCloseable {
    private static final ResourceType<RecipeClient> TYPE =
            new ResourceType<>(RegisterContract.RECIPE, RegisterContract.VERSION, client -> client);
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGE = 60;

    /** Between two calls of a client, so that a small machine has time for its nodes too. */
    private static final long PAUSE_MILLIS = 15;

    /** One that is judged by what it was told alone. */
    record Named(String name) implements Client {
        @Override
        public boolean believes(SessionId session) {
            return false;
        }

        @Override
        public Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        @Override
        public long localNanos() {
            return now().nanos();
        }

        @Override
        public long runningSinceNanos() {
            return 0;
        }
    }

    private final RegisterHistory history;
    private final List<String> registers;
    private final List<QuorateClient> clients = new ArrayList<>();
    private final Workers workers = new Workers();

    private RegisterClients(RegisterHistory history, List<String> registers) {
        this.history = history;
        this.registers = registers;
    }

    /** @param seed of what each does next */
    static RegisterClients begin(
            String endpoints, int count, RegisterHistory history, List<String> registers, long seed) {
        RegisterClients all = new RegisterClients(history, registers);
        SplittableRandom chance = new SplittableRandom(seed);
        for (int number = 1; number <= count; number++) {
            QuorateClient client = Quorate.builder()
                    .endpoints(endpoints)
                    .defaultDeadline(PATIENCE)
                    .connect();
            all.clients.add(client);
            Named name = new Named("client-" + number);
            SplittableRandom own = chance.split();
            all.workers.repeat(PAUSE_MILLIS, () -> all.call(client.open(TYPE), name, own));
        }
        return all;
    }

    static void deploy(QuorateClient client) throws IOException {
        List<Class<?>> parts = new ArrayList<>(List.of(RegisterContract.class));
        parts.addAll(List.of(RegisterContract.class.getDeclaredClasses()));
        byte[] bundle = CompiledRecipe.ofClasses(RegisterContract.RECIPE, RegisterRecipe.class, parts);
        Await.result(client.system().deployBundle(bundle, PATIENCE));
    }

    private void call(RecipeClient client, Client who, SplittableRandom chance) {
        String register = registers.get(chance.nextInt(registers.size()));
        ResourceClient resource = client.resource(register);
        int what = chance.nextInt(4);
        if (what == 0) {
            note(
                    history.begin(who, register, number -> new Read(), Optional.of(ReadLevel.LINEARIZABLE)),
                    operation -> read(resource, DEADLINE));
        } else if (what == 1) {
            long expected;
            try {
                expected = read(resource, DEADLINE).value();
            } catch (QuorateException unreachable) {
                return;
            }
            note(
                    history.begin(who, register, number -> new Swap(number, expected, number), Optional.empty()),
                    operation -> Await.result(resource.call("swap", operation.request(), Done.class, DEADLINE)));
        } else {
            note(
                    history.begin(who, register, number -> new Write(number, number), Optional.empty()),
                    operation -> Await.result(resource.call("write", operation.request(), Done.class, DEADLINE)));
        }
    }

    private static Reading read(ResourceClient resource, Duration deadline) {
        return Await.result(
                resource.query(RegisterContract.READ, new Read(), Reading.class, Consistency.LINEARIZABLE, deadline));
    }

    @FunctionalInterface
    private interface Asking {
        Record ask(Operation operation);
    }

    private void note(Operation operation, Asking asking) {
        try {
            history.acknowledged(operation, asking.ask(operation));
        } catch (QuorateException why) {
            history.failed(operation, why);
        }
    }

    /** Lets every client come to the end of its call. */
    void end() throws InterruptedException {
        workers.end();
    }

    /** What the registers remember, once nothing is asked any more. */
    SortedMap<String, List<Change>> changes() {
        TreeMap<String, List<Change>> all = new TreeMap<>();
        for (String register : registers) {
            ResourceClient resource = clients.get(0).open(TYPE).resource(register);
            List<Change> changes = new ArrayList<>();
            List<Change> page;
            do {
                long after =
                        changes.isEmpty() ? 0 : changes.get(changes.size() - 1).revision();
                page = Await.result(resource.query(
                                RegisterContract.CHANGES,
                                new ListChanges(after, PAGE),
                                Changes.class,
                                Consistency.LINEARIZABLE,
                                PATIENCE))
                        .changes();
                changes.addAll(page);
            } while (!page.isEmpty());
            all.put(register, changes);
        }
        return all;
    }

    @Override
    public void close() {
        clients.forEach(QuorateClient::close);
    }
}
