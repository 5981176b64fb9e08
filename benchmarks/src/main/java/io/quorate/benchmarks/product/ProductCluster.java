package io.quorate.benchmarks.product;

import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.server.config.LocalCluster;
import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Three servers of the packed distribution, with default settings. */
public final class ProductCluster implements Contender {
    public static final String NAME = "quorate";

    private static final int NODES = 3;
    private static final Pattern READY = Pattern.compile("^ready: ", Pattern.MULTILINE);

    private final Workplace workplace;
    private final List<List<String>> commands = new ArrayList<>();
    private final List<Child> nodes = new ArrayList<>();
    private String endpoints = "";

    private ProductCluster(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Starts the nodes and deploys the recipe of the load. Blocks.
     *
     * @param program of the distribution
     */
    public static ProductCluster start(Workplace workplace, Path program) throws IOException, InterruptedException {
        ProductCluster cluster = new ProductCluster(workplace);
        List<Map<String, String>> all = LocalCluster.flags("benchmark", NODES);
        List<String> addresses = FreePorts.ofLoopback(NODES).stream()
                .map(port -> "127.0.0.1:" + port)
                .toList();
        cluster.endpoints = String.join(",", addresses);
        for (int i = 0; i < NODES; i++) {
            Map<String, String> flags = all.get(i);
            flags.put("client.listen", addresses.get(i));
            flags.put(
                    "data.directory",
                    workplace.directory(NAME + "-" + (i + 1)).resolve("data").toString());
            List<String> command = new ArrayList<>(List.of(program.toString(), "server"));
            flags.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
            cluster.commands.add(command);
            cluster.nodes.add(cluster.launch(i + 1));
        }
        for (Child node : cluster.nodes) {
            node.await(READY);
        }
        try (ProductWrites client = cluster.connect()) {
            client.deployRecipe();
        }
        return cluster;
    }

    private Child launch(int number) throws IOException {
        return workplace.start(NAME + "-node-" + number, commands.get(number - 1));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProductWrites connect() {
        return ProductWrites.connect(endpoints);
    }

    /** Deploys the lock, and answers who may replace it. Blocks. */
    public LockUpgrades deployLock() throws IOException {
        LockUpgrades upgrades = LockUpgrades.connect(endpoints);
        upgrades.deploy();
        return upgrades;
    }

    /** One more client, of a lock of this name. Blocks. */
    public LockTurns connectToLock(String name) {
        return LockTurns.connect(endpoints, name);
    }

    /** Nodes in the order of their numbers. */
    public List<Child> nodes() {
        return List.copyOf(nodes);
    }

    /** The node of this number, from 1. */
    public Child node(int number) {
        return nodes.get(number - 1);
    }

    /** Starts a node that was killed, and waits until it is ready. */
    public void restart(int number) throws IOException, InterruptedException {
        nodes.set(number - 1, launch(number));
        node(number).await(READY);
    }

    @Override
    public Duration cpu() {
        return nodes.stream().map(Child::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        nodes.forEach(Child::stop);
    }
}
