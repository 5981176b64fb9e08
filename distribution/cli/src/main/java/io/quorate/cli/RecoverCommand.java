package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.flag;
import static io.quorate.cli.Commands.option;

import io.quorate.codec.Shape;
import io.quorate.server.Recovery;
import io.quorate.server.StartException;
import io.quorate.server.Survivor;
import io.quorate.server.config.ServerConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate recover}: what a node that is stopped has, and a new cluster that begins with it. */
final class RecoverCommand {
    private static final Shape SURVIVOR = Shape.parse("Survivor{node: int32, cluster: text, voters: [int32],"
            + " learners: [int32], lastTerm: int64, lastIndex: int64, commitIndex: int64, appliedIndex: int64,"
            + " term: int64, epoch: int32, revision: int64, logTimeMillis: int64, calendar: text?, sessions: int32,"
            + " underWay: bool, obstacle: text?}");
    private static final Shape RECOVERED =
            Shape.parse("Recovered{node: int32, cluster: text, formerCluster: text, dropped: [int32]}");

    private static final String FORCE = "--force-new-cluster";
    private static final String CONFIG = "--config";
    private static final String DATA = "--data";
    private static final String YES = "--yes";

    private RecoverCommand() {}

    static CommandSpec spec() {
        return command(
                        "recover",
                        "Shows what a node that is stopped has; with " + FORCE
                                + " begins a new cluster with it, when most nodes of its own are lost for good.",
                        RecoverCommand::run)
                .addOption(flag(
                        FORCE, "Drop all other nodes; what only they had acknowledged is lost. See docs/recover.md."))
                .addOption(option(CONFIG, "FILE", "Configuration of the node, which names its data directory."))
                .addOption(option(DATA, "DIRECTORY", "Data directory of the node."))
                .addOption(option(YES, "CLUSTER-ID", "Id of the cluster that is lost; without it a person is asked."))
                .addOption(Epochs.option());
    }

    private static int run(Invocation invocation) {
        boolean isForced = invocation.flag(FORCE);
        if (!isForced && (invocation.option(YES).isPresent() || Epochs.isNamed(invocation))) {
            throw new Failure(
                    ExitCode.USAGE,
                    "without " + FORCE + " nothing is changed, and only it takes " + YES + " and epochs");
        }
        int epochAbove = Epochs.above(invocation);
        try (Recovery recovery = open(invocation)) {
            if (isForced) {
                recover(invocation, recovery, epochAbove);
            } else {
                show(invocation, recovery.survivor());
            }
        } catch (StartException wrong) {
            throw new Failure(ExitCode.FAILURE, wrong.getMessage() + " [RECOVER]", wrong);
        }
        return ExitCode.OK.number();
    }

    private static Recovery open(Invocation invocation) throws StartException {
        Optional<Path> data = invocation.option(DATA).map(Path::of);
        Optional<Path> config = invocation.option(CONFIG).map(Path::of);
        if (data.isPresent() == config.isPresent()) {
            throw new Failure(
                    ExitCode.USAGE, "name the node's directory with " + DATA + ", or its configuration with " + CONFIG);
        }
        if (data.isPresent()) {
            requireDirectory(data.get());
            return Recovery.open(data.get());
        }
        ServerConfiguration configuration =
                ServerCommand.load(() -> ServerConfiguration.load(config, System.getenv(), Map.of()));
        requireDirectory(configuration.dataDirectory());
        return Recovery.open(configuration);
    }

    private static void requireDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new Failure(ExitCode.NOT_FOUND, "there is no directory " + directory);
        }
    }

    private static void show(Invocation invocation, Survivor survivor) {
        Map<String, Object> row = new TreeMap<>(Map.of(
                "node", (long) survivor.node(),
                "cluster", survivor.cluster(),
                "voters", numbers(survivor.voters()),
                "learners", numbers(survivor.learners()),
                "lastTerm", survivor.lastTerm(),
                "lastIndex", survivor.lastIndex(),
                "commitIndex", survivor.commitIndex(),
                "appliedIndex", survivor.appliedIndex(),
                "term", survivor.term(),
                "epoch", (long) survivor.epoch()));
        row.put("revision", survivor.revision());
        row.put("logTimeMillis", survivor.logTimeMillis());
        if (survivor.calendarMillis() > 0) {
            row.put("calendar", Instant.ofEpochMilli(survivor.calendarMillis()).toString());
        }
        row.put("sessions", (long) survivor.sessions());
        row.put("underWay", survivor.isUnderWay());
        survivor.obstacle().ifPresent(why -> row.put("obstacle", why));
        invocation.show(SURVIVOR, row);
    }

    private static List<Long> numbers(List<Integer> nodes) {
        return nodes.stream().map(Integer::longValue).toList();
    }

    private static void recover(Invocation invocation, Recovery recovery, int epochAbove) throws StartException {
        Survivor survivor = recovery.survivor();
        survivor.obstacle().ifPresent(why -> {
            throw new Failure(ExitCode.CONFLICT, "node " + survivor.node() + " cannot begin a new cluster: " + why);
        });
        long now = System.currentTimeMillis();
        if (!recovery.hasEpochAbove(epochAbove, now)) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "there is no epoch above " + Math.max(survivor.epoch(), epochAbove)
                            + ", or the clock of this machine is wrong: " + Instant.ofEpochMilli(now));
        }
        RecoveryWords words = new RecoveryWords(survivor, recovery.directory());
        words.warning().forEach(invocation.console()::say);
        confirm(invocation, survivor.cluster());
        String cluster = recovery.beginAnew(epochAbove, now);
        invocation.show(
                RECOVERED,
                Map.of(
                        "node",
                        (long) survivor.node(),
                        "cluster",
                        cluster,
                        "formerCluster",
                        survivor.cluster(),
                        "dropped",
                        numbers(words.dropped())));
        words.next(cluster).forEach(invocation.console()::say);
    }

    private static void confirm(Invocation invocation, String cluster) {
        Optional<String> given = invocation.option(YES);
        String said = given.or(() -> invocation.console().ask("Type the id of the lost cluster to go on: "))
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "nobody is there to be asked; say " + YES + " " + cluster + " when all of this is meant."
                                + " Nothing was changed"));
        if (!said.equals(cluster)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the id of the lost cluster is " + cluster + ", and not '" + said + "'. Nothing was changed");
        }
    }
}
