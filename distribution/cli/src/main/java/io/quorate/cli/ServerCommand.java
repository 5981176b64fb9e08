package io.quorate.cli;

import io.quorate.codec.Shape;
import io.quorate.server.Server;
import io.quorate.server.ServerLogging;
import io.quorate.server.Shutdown;
import io.quorate.server.StartException;
import io.quorate.server.config.ConfigurationException;
import io.quorate.server.config.ServerConfiguration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate server}: one node, until a signal stops it. */
final class ServerCommand {
    private static final String CONFIG = "--config";
    private static final String SET = "--set";

    private static final Shape READY = Shape.parse("Ready{client: text, node: int32, cluster: text}");

    private ServerCommand() {}

    static CommandSpec spec() {
        return Commands.command("server", "Runs a server in the foreground; SIGTERM stops it.", ServerCommand::run)
                .addOption(Commands.option(CONFIG, "FILE", "Configuration; config/quorate.yaml shows all keys."))
                .addOption(Commands.options(
                        SET, "KEY=VALUE", "Sets one key; stronger than file and environment. May be repeated."));
    }

    private static int run(Invocation invocation) throws InterruptedException {
        serve(configuration(invocation), invocation, server -> {});
        return ExitCode.OK.number();
    }

    private static ServerConfiguration configuration(Invocation invocation) {
        Map<String, String> flags = new LinkedHashMap<>();
        for (String flag : invocation.options(SET)) {
            int equals = flag.indexOf('=');
            if (equals < 0) {
                throw new Failure(ExitCode.USAGE, "option " + SET + ": '" + flag + "' is not KEY=VALUE");
            }
            flags.put(flag.substring(0, equals), flag.substring(equals + 1));
        }
        return load(() -> ServerConfiguration.load(invocation.option(CONFIG).map(Path::of), System.getenv(), flags));
    }

    /** What {@link ServerConfiguration#load} does. */
    @FunctionalInterface
    interface Load {
        ServerConfiguration load() throws ConfigurationException;
    }

    static ServerConfiguration load(Load load) {
        try {
            return load.load();
        } catch (ConfigurationException wrong) {
            throw new Failure(ExitCode.USAGE, wrong.getMessage() + " [CONFIGURATION]", wrong);
        }
    }

    /** Told when the server is ready. */
    @FunctionalInterface
    interface Ready {
        void ready(Server server) throws InterruptedException;
    }

    /**
     * Runs a server until a signal has stopped it.
     *
     * @throws Failure when it cannot start, or can serve no longer; then it was not closed, since its disk may hang
     */
    static void serve(ServerConfiguration configuration, Invocation invocation, Ready then)
            throws InterruptedException {
        ServerLogging.setUp();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Server server;
        try {
            server = Server.start(
                    configuration,
                    Distribution.present().map(Distribution::digests).orElse(List.of()),
                    fault -> ended.completeExceptionally(new Failure(ExitCode.FAILURE, fault)));
        } catch (StartException wrong) {
            throw new Failure(ExitCode.FAILURE, wrong.getMessage() + " [START]", wrong);
        }
        Shutdown.install(() -> {
            server.close();
            ended.complete(null);
        });
        awaitReady(server, ended, invocation.console());
        if (!ended.isDone()) {
            tellReady(invocation, server.address().toString(), configuration.nodeNumber(), server.clusterId());
            then.ready(server);
        }
        await(ended);
    }

    private static void tellReady(Invocation invocation, String client, int node, String cluster) {
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(READY, Map.<String, Object>of("client", client, "node", (long) node, "cluster", cluster));
        } else {
            invocation.console().print("ready: client " + client + ", node " + node + ", cluster " + cluster);
        }
    }

    /** A first bundle that was refused is told, and the node serves all the same. */
    private static void awaitReady(Server server, CompletableFuture<Void> ended, Console console)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(server.ready(), ended).get();
        } catch (ExecutionException failed) {
            if (!ended.isDone()) {
                console.say("quorate: " + cause(failed).getMessage());
            }
        }
    }

    private static void await(CompletableFuture<Void> ended) throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException failed) {
            throw cause(failed);
        }
    }

    private static RuntimeException cause(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
    }
}
