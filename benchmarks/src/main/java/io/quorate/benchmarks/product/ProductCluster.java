package io.quorate.benchmarks.product;

import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Patience;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.recipe.Recipe;
import io.quorate.server.config.LocalCluster;
import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Servers of the packed distribution. */
public final class ProductCluster implements Contender {
    public static final String NAME = "quorate";

    private static final int NODES = 3;
    /** Of a command: a large state takes its time. */
    private static final String PATIENCE = "30min";

    private static final String DATA = "data.directory";
    private static final String CLIENTS = "client.listen";
    private static final String PEERS = "peer.listen";
    private static final Pattern READY = Pattern.compile("^ready: ", Pattern.MULTILINE);
    private static final Pattern LISTENS = Pattern.compile("listens for clients");

    private final Workplace workplace;
    private final Path program;
    private final List<Map<String, String>> settings = new ArrayList<>();
    private final List<Child> nodes = new ArrayList<>();
    private int commands;

    private ProductCluster(Workplace workplace, Path program) {
        this.workplace = workplace;
        this.program = program;
    }

    /**
     * Starts three nodes with default settings and deploys the recipe of the load. Blocks.
     *
     * @param program of the distribution
     */
    public static ProductCluster start(Workplace workplace, Path program) throws IOException, InterruptedException {
        ProductCluster cluster = start(workplace, program, NODES, Map.of());
        try (ProductWrites client = cluster.connect()) {
            client.deployRecipe();
        }
        return cluster;
    }

    /**
     * Starts nodes. Blocks.
     *
     * @param changed settings that are not the default ones
     */
    public static ProductCluster start(Workplace workplace, Path program, int nodes, Map<String, String> changed)
            throws IOException, InterruptedException {
        ProductCluster cluster = new ProductCluster(workplace, program);
        for (Map<String, String> flags : LocalCluster.flags("benchmark", nodes)) {
            flags.putAll(changed);
            cluster.add(flags);
        }
        for (Child node : cluster.nodes) {
            node.await(READY);
        }
        return cluster;
    }

    private void add(Map<String, String> flags) throws IOException {
        int number = nodes.size() + 1;
        flags.put(CLIENTS, freeAddress());
        flags.put(DATA, workplace.directory(NAME + "-" + number).resolve("data").toString());
        settings.add(flags);
        nodes.add(launch(number));
    }

    private static String freeAddress() throws IOException {
        return "127.0.0.1:" + FreePorts.ofLoopback(1).get(0);
    }

    private Child launch(int number) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "server"));
        settings.get(number - 1).forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return workplace.start(NAME + "-node-" + number, command);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Where clients find all nodes. */
    private String endpoints() {
        return settings.stream().map(flags -> flags.get(CLIENTS)).collect(Collectors.joining(","));
    }

    /** Where clients find one node. */
    private String endpoint(int number) {
        return String.valueOf(settings.get(number - 1).get(CLIENTS));
    }

    @Override
    public ProductWrites connect() {
        return ProductWrites.connect(endpoints());
    }

    /** Deploys the lock, and answers who may replace it. Blocks. */
    public LockUpgrades deployLock() throws IOException {
        LockUpgrades upgrades = LockUpgrades.connect(endpoints());
        upgrades.deploy();
        return upgrades;
    }

    /** One more client, of a lock of this name. Blocks. */
    public LockTurns connectToLock(String name) {
        return LockTurns.connect(endpoints(), name);
    }

    /** Clients that queue before a lock. Blocks. */
    public LockQueue connectToQueue(int clients) {
        return LockQueue.connect(endpoints(), clients);
    }

    /** Deploys recipes, and answers who may call them. Blocks. */
    public RecipesClient deploy(List<Class<? extends Recipe>> recipes) throws IOException {
        RecipesClient client = connectToRecipes();
        for (Class<? extends Recipe> recipe : recipes) {
            client.deploy(recipe);
        }
        return client;
    }

    /** One more client of the recipes that are deployed. Blocks. */
    public RecipesClient connectToRecipes() {
        return RecipesClient.connect(endpoints());
    }

    /** One more connection to this node, for sessions. Blocks. */
    public ManySessions connectForSessions(int number) throws IOException {
        return ManySessions.connect(endpoint(number));
    }

    /** Deploys the table of rows, and answers who may use it. Blocks. */
    public RowsClient deployRows() throws IOException {
        RowsClient rows = RowsClient.connect(endpoints());
        rows.deployRecipe();
        return rows;
    }

    /** One more client of the table of rows. Blocks. */
    public RowsClient connectToRows() {
        return RowsClient.connect(endpoints());
    }

    /** Sees the cluster as some node does that runs. Blocks. */
    public NodeView view() {
        return NodeView.connect(endpoints());
    }

    /** Sees the cluster as this node does. Blocks. */
    public NodeView view(int number) {
        return NodeView.connect(endpoint(number));
    }

    /** Number of the node that leads. Blocks until one does. */
    public int leader() throws IOException, InterruptedException {
        try (NodeView view = view()) {
            return Patience.until(
                    "a leader", () -> Optional.of(view.status().leader()).filter(leader -> leader > 0));
        }
    }

    /** Nodes in the order of their numbers. */
    public List<Child> nodes() {
        return List.copyOf(nodes);
    }

    /** The node of this number, from 1. */
    public Child node(int number) {
        return nodes.get(number - 1);
    }

    /** Directory of a part of a node's data, such as its log. */
    public Path data(int number, String part) {
        return Path.of(String.valueOf(settings.get(number - 1).get(DATA))).resolve(part);
    }

    /** Starts a node that was killed or stopped, and waits until it is ready. */
    public void restart(int number) throws IOException, InterruptedException {
        nodes.set(number - 1, launch(number));
        node(number).await(READY);
    }

    /** Puts a node with an empty directory in the place of another one, which ends. Blocks until it votes. */
    public void replace(int number) throws IOException, InterruptedException {
        Map<String, String> flags = new LinkedHashMap<>(settings.get(number - 1));
        int next = nodes.size() + 1;
        String address = freeAddress();
        flags.put("node.id", Integer.toString(next));
        flags.put(PEERS, address);
        flags.put("cluster.members", flags.get("cluster.members") + "," + next + "@" + address);
        flags.put("cluster.join", "true");
        add(flags);
        node(next).await(LISTENS);
        run(List.of("cluster", "replace", Integer.toString(number), next + "@" + address));
        node(number).stop();
    }

    /** Runs a command of the distribution, and waits for its end. */
    public void run(List<String> arguments) throws IOException, InterruptedException {
        commands++;
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--endpoints", endpoints(), "--timeout", PATIENCE));
        command.addAll(arguments);
        workplace.start("command-" + commands, command).awaitSuccess();
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
