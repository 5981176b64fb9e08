package io.quorate.simulation.work;

import io.quorate.client.core.Moment;
import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.QueryRequest;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.World;
import java.util.Optional;

/** Linearizable reads of any node, whoever leads, several at almost the same time. */
public final class NodeReads {
    private static final long DEADLINE_NANOS = 10_000_000_000L;
    private static final int MAX_READS = 4;

    private final Task task;
    private final World world;
    private final Cluster cluster;
    private final Chance chance;
    private boolean resting;

    public NodeReads(Task task, Cluster cluster) {
        this.task = task;
        this.world = task.world();
        this.cluster = cluster;
        this.chance = world.chance().branch();
    }

    public void begin() {
        world.time().after(chance.millis(100, 800), () -> {
            if (!resting) {
                SimNode node = chance.pick(cluster.nodes());
                for (int i = 1 + chance.below(MAX_READS); i > 0; i--) {
                    world.time().after(chance.micros(0, 6_000), () -> read(node));
                }
                begin();
            }
        });
    }

    public void rest() {
        resting = true;
    }

    private void read(SimNode node) {
        String register = chance.pick(task.registers());
        RegisterContract.Read request = new RegisterContract.Read();
        Operation operation = new Operation(
                world.history().nextOperation(),
                new Reader(world, node),
                RegisterContract.RECIPE,
                register,
                request,
                Optional.of(ReadLevel.LINEARIZABLE),
                world.time().nanos(),
                world.time().nanos() + DEADLINE_NANOS);
        world.history().invoked(operation);
        boolean[] ended = new boolean[1];
        node.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.LINEARIZABLE,
                        0,
                        new Address(ProtocolDefaults.NAMESPACE, RegisterContract.RECIPE, register),
                        RegisterContract.VERSION,
                        RegisterContract.READ,
                        Verbs.READ.request().encode(request)),
                result -> {
                    if (!ended[0]) {
                        ended[0] = true;
                        end(operation, result);
                    }
                });
        // The process may die with the query.
        world.time().after(DEADLINE_NANOS, () -> {
            if (!ended[0]) {
                ended[0] = true;
                failed(operation, "not answered in time");
            }
        });
    }

    private void end(Operation operation, CallResult result) {
        if (result.kind() == CallResult.Kind.OK) {
            RegisterContract.Reading reading = Verbs.READ.reply().decode(result.body());
            world.trace().add(operation.client().name(), operation + " -> " + reading + " at " + result.revision());
            world.history()
                    .ended(operation, new Ending.Acknowledged(world.time().nanos(), result.revision(), reading));
        } else {
            failed(operation, result.message());
        }
    }

    private void failed(Operation operation, String why) {
        world.history().ended(operation, new Ending.Failed(world.time().nanos(), "", CallOutcome.NOT_APPLIED, why));
    }

    /** Somebody who asks one node. */
    private record Reader(World world, SimNode node) implements Client {
        @Override
        public String name() {
            return "reader-of-" + node.id();
        }

        @Override
        public boolean believes(SessionId session) {
            return false;
        }

        @Override
        public Moment now() {
            return new Moment(world.time().nanos(), 0);
        }

        @Override
        public long localNanos() {
            return world.time().nanos();
        }

        @Override
        public long runningSinceNanos() {
            return 0;
        }
    }
}
