package io.quorate.cli;

import io.quorate.recipe.client.QuorateException;
import io.quorate.server.Server;
import io.quorate.server.config.ServerConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate dev}: a server with all shipped recipes, to try things. */
final class DevCommand {
    private static final String DATA = "--data";
    private static final String LISTEN = "--listen";

    private DevCommand() {}

    static CommandSpec spec() {
        return Commands.command("dev", "Runs a server with all shipped recipes, to try things.", DevCommand::run)
                .addOption(Commands.option(
                        DATA, "DIR", "Directory of its data. Default: a temporary one, removed at the end."))
                .addOption(Commands.option(
                        LISTEN, "HOST:PORT", "Address for clients. Default: " + GlobalOptions.DEFAULT_ENDPOINT + "."));
    }

    private static int run(Invocation invocation) throws InterruptedException {
        Optional<Path> kept = invocation.option(DATA).map(Path::of);
        if (kept.isPresent()) {
            invocation.console().say("Data in " + kept.get().toAbsolutePath() + ", kept for the next time.");
            serve(invocation, kept.get());
        } else {
            try (TemporaryDirectory temporary = TemporaryDirectory.create("quorate-dev-")) {
                invocation.console().say("Data in " + temporary.path() + ", removed at the end; --data DIR keeps it.");
                serve(invocation, temporary.path());
            }
        }
        return ExitCode.OK.number();
    }

    private static void serve(Invocation invocation, Path data) throws InterruptedException {
        Distribution distribution = Distribution.required();
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("data.directory", data.toString());
        invocation.option(LISTEN).ifPresent(listen -> flags.put("client.listen", listen));
        ServerConfiguration configuration =
                ServerCommand.load(() -> ServerConfiguration.load(Optional.empty(), System.getenv(), flags));
        ServerCommand.serve(configuration, invocation.console(), server -> {
            deploy(distribution, server, invocation);
            invocation.console().print(firstSteps(server));
        });
    }

    private static void deploy(Distribution distribution, Server server, Invocation invocation) {
        GlobalOptions own = invocation.globals().withEndpoint(server.address().toString());
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
            console.say("Deployed " + remote.deploy(bundle).recipe() + ".");
        } catch (QuorateException refused) {
            console.say("quorate: " + bundle.path() + " is not deployed: " + refused.getMessage());
        }
    }

    /** What a newcomer may copy and paste. */
    private static String firstSteps(Server server) {
        try (InputStream text = DevCommand.class.getResourceAsStream("first-steps.txt")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("ENDPOINT", server.address().toString());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
