package io.quorate.itests.faults;

import io.quorate.codec.RecordCodec;
import io.quorate.itests.Cluster;
import io.quorate.itests.NodeClient;
import io.quorate.protocol.Answer;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.Target;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Read;
import io.quorate.simulation.register.RegisterContract.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Readers of one node each, whatever it believes to be: where something old would be served, if anywhere. */
final class PinnedReaders {
    private static final int ANSWER_MILLIS = 40_000;
    private static final long PAUSE_MILLIS = 150;
    private static final RecordCodec<Read> READ = RecordCodec.of(Read.class);
    private static final RecordCodec<Reading> READING = RecordCodec.of(Reading.class);

    /** In one go on one connection, so that a node that is woken up finds many that wait for it. */
    private static final int AT_A_TIME = 4;

    private final RegisterHistory history;
    private final List<String> registers;
    private final Workers workers = new Workers();

    private PinnedReaders(RegisterHistory history, List<String> registers) {
        this.history = history;
        this.registers = registers;
    }

    static PinnedReaders begin(Cluster cluster, RegisterHistory history, List<String> registers, long seed) {
        PinnedReaders all = new PinnedReaders(history, registers);
        SplittableRandom chance = new SplittableRandom(seed);
        for (int node : cluster.numbers()) {
            SplittableRandom own = chance.split();
            all.workers.repeat(PAUSE_MILLIS, () -> all.read(cluster, node, own));
        }
        return all;
    }

    private void read(Cluster cluster, int node, SplittableRandom chance) {
        try (NodeClient client = new NodeClient(cluster.node(node), ANSWER_MILLIS)) {
            for (int round = 0; round < AT_A_TIME; round++) {
                round(client, node, chance);
            }
        } catch (IOException down) {
            // Its reads have told nothing.
        }
    }

    private void round(NodeClient client, int node, SplittableRandom chance) throws IOException {
        String register = registers.get(chance.nextInt(registers.size()));
        Operation[] operations = new Operation[AT_A_TIME];
        for (int i = 0; i < AT_A_TIME; i++) {
            operations[i] = history.begin(
                    new RegisterClients.Named("reader-of-" + node),
                    register,
                    number -> new Read(),
                    Optional.of(ReadLevel.LINEARIZABLE));
            client.ask(
                    new Target("default", RegisterContract.RECIPE, RegisterContract.VERSION, List.of(register)),
                    RegisterContract.READ,
                    READ.encode(new Read()));
        }
        for (Operation operation : operations) {
            Answer answer = client.answer();
            if (answer.kind() == Answer.Kind.OK) {
                history.acknowledged(operation, answer.revision(), READING.decode(answer.body()));
            }
        }
    }

    void end() throws InterruptedException {
        workers.end();
    }
}
