package io.quorate.cli;

import io.quorate.codec.Shape;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.server.Shutdown;
import io.quorate.server.config.ServerConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate dev}: a server, or a cluster of several, with all shipped recipes, to try things. */
final class DevCommand {
    private static final String DATA = "--data";
    private static final String LISTEN = "--listen";
    private static final String NODES = "--nodes";
    private static final String WATCH = "--watch";
    private static final Set<String> CLUSTERS = Set.of("3", "5");

    private static final Shape STARTED =
            Shape.parse("Nodes{nodes: [Node{node: int32, client: text, process: int64, leads: bool}]}");

    private DevCommand() {}

    static CommandSpec spec() {
        return Commands.command("dev", "Runs a server with all shipped recipes, to try things.", DevCommand::run)
                .addOption(Commands.option(
                        DATA, "DIR", "Directory of its data. Default: a temporary one, removed at the end."))
                .addOption(Commands.option(
                        LISTEN, "HOST:PORT", "Address for clients. Default: " + GlobalOptions.DEFAULT_ENDPOINT + "."))
                .addOption(Commands.option(
                        NODES, "N", "Nodes of the cluster, each a process of its own: 1, 3 or 5. Default: 1."))
                .addOption(
                        Commands.option(
                                WATCH,
                                "DIR",
                                "Deploys each bundle that appears or changes in DIR, or in DIR/target when DIR has a pom.xml."));
    }

    private static int run(Invocation invocation) throws InterruptedException {
        String nodes = invocation.option(NODES).orElse("1");
        if (!nodes.equals("1") && !CLUSTERS.contains(nodes)) {
            throw new Failure(ExitCode.USAGE, "option " + NODES + ": '" + nodes + "' is not 1, 3 or 5");
        }
        Optional<WatchedJars> watched = invocation.option(WATCH).map(DevCommand::watched);
        Optional<Path> kept = invocation.option(DATA).map(Path::of);
        if (kept.isPresent()) {
            invocation.console().say("Data in " + kept.get().toAbsolutePath() + ", kept for the next time.");
            serve(invocation, kept.get(), Integer.parseInt(nodes), watched);
        } else {
            try (TemporaryDirectory temporary = TemporaryDirectory.create("quorate-dev-")) {
                invocation.console().say("Data in " + temporary.path() + ", removed at the end; --data DIR keeps it.");
                serve(invocation, temporary.path(), Integer.parseInt(nodes), watched);
            }
        }
        return ExitCode.OK.number();
    }

    private static WatchedJars watched(String directory) {
        try {
            return WatchedJars.of(Path.of(directory));
        } catch (Failure wrong) {
            throw new Failure(wrong.exitCode(), "option " + WATCH + ": " + wrong.getMessage(), wrong);
        }
    }

    private static void serve(Invocation invocation, Path data, int nodes, Optional<WatchedJars> watched)
            throws InterruptedException {
        if (nodes == 1) {
            serveOne(invocation, data, watched);
        } else {
            serveCluster(invocation, data, nodes, watched);
        }
    }

    private static void serveCluster(Invocation invocation, Path data, int nodes, Optional<WatchedJars> watched)
            throws InterruptedException {
        Distribution distribution = Distribution.required();
        String listen = invocation.option(LISTEN).orElse(GlobalOptions.DEFAULT_ENDPOINT);
        try (DevCluster cluster = DevCluster.start(distribution, data, nodes, listen)) {
            Shutdown shutdown = Shutdown.install(cluster::close);
            try {
                cluster.awaitReady();
                introduce(distribution, cluster, invocation);
                watched.ifPresent(jars -> watch(jars, cluster.endpoints(), invocation));
            } catch (Failure | QuorateException failure) {
                if (!shutdown.isDraining()) {
                    throw failure;
                }
            }
            cluster.watch(invocation.console());
            if (!shutdown.isDraining()) {
                throw new Failure(ExitCode.FAILURE, "all nodes have ended");
            }
            shutdown.await();
        }
    }

    private static void introduce(Distribution distribution, DevCluster cluster, Invocation invocation) {
        deploy(distribution, cluster.endpoints(), invocation);
        try (Remote remote =
                Remote.connect(invocation.globals().withEndpoints(cluster.endpoints()), Optional.empty())) {
            int leader = remote.query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class)
                    .leader();
            if (invocation.globals().output() == OutputFormat.JSON) {
                invocation.show(STARTED, Map.of("nodes", rows(cluster, leader)));
            }
            for (DevCluster.Node node : cluster.nodes()) {
                invocation
                        .forPeople()
                        .print("Node " + node.number() + " on " + node.endpoint() + ", process "
                                + node.process().pid() + (node.number() == leader ? ", leads." : "."));
            }
        }
        invocation.forPeople().print("Kill one of them (kill -9), and the others go on.");
        invocation.forPeople().print(firstSteps(String.join(",", cluster.endpoints())));
    }

    private static List<Map<String, Object>> rows(DevCluster cluster, int leader) {
        return cluster.nodes().stream()
                .map(node -> Map.<String, Object>of(
                        "node",
                        (long) node.number(),
                        "client",
                        node.endpoint(),
                        "process",
                        node.process().pid(),
                        "leads",
                        node.number() == leader))
                .toList();
    }

    private static void serveOne(Invocation invocation, Path data, Optional<WatchedJars> watched)
            throws InterruptedException {
        Distribution distribution = Distribution.required();
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("data.directory", data.toString());
        invocation.option(LISTEN).ifPresent(listen -> flags.put("client.listen", listen));
        ServerConfiguration configuration =
                ServerCommand.load(() -> ServerConfiguration.load(Optional.empty(), System.getenv(), flags));
        ServerCommand.serve(configuration, invocation, server -> {
            String endpoint = server.address().toString();
            deploy(distribution, List.of(endpoint), invocation);
            invocation.forPeople().print(firstSteps(endpoint));
            watched.ifPresent(jars -> watch(jars, List.of(endpoint), invocation));
        });
    }

    private static void watch(WatchedJars jars, List<String> endpoints, Invocation invocation) {
        BundleWatch.start(jars, invocation.globals().withEndpoints(endpoints), invocation.console());
    }

    private static void deploy(Distribution distribution, List<String> endpoints, Invocation invocation) {
        GlobalOptions own = invocation.globals().withEndpoints(endpoints);
        try (Remote remote = Remote.connect(own, Optional.empty())) {
            for (Path file : distribution.recipes()) {
                deploy(remote, BundleFile.read(file), invocation.console());
            }
        }
    }

    private static void deploy(Remote remote, BundleFile bundle, Console console) {
        if (remote.isActive(bundle)) {
            return;
        }
        try {
            console.say("Deployed " + Await.result(remote.deploy(bundle)).recipe() + ".");
        } catch (QuorateException refused) {
            console.say("quorate: " + bundle.path() + " is not deployed: " + refused.getMessage());
        }
    }

    /** What a newcomer may copy and paste. */
    private static String firstSteps(String endpoints) {
        try (InputStream text = DevCommand.class.getResourceAsStream("first-steps.txt")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("ENDPOINT", endpoints);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
