package io.quorate.cli;

import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand.BundleSignature;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.Rehearsed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What it would come to if a version became active, found out on one node, best one that does not lead; nothing becomes active.
 */
final class DryRun {
    static final String FLAG = "--dry-run";

    private static final String COMMANDS = "--commands";
    private static final String WITHIN = "--within";
    private static final int DEFAULT_COMMANDS = 100;
    private static final Duration DEFAULT_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 200;

    private final Invocation invocation;
    private final int commands;
    private final long withinNanos;

    /** @throws Failure when the options make no sense */
    DryRun(Invocation invocation) {
        for (String option : List.of(COMMANDS, WITHIN)) {
            if (invocation.option(option).isPresent() && !invocation.flag(FLAG)) {
                throw new Failure(ExitCode.USAGE, "option " + option + " belongs to " + FLAG + ", which is missing");
            }
        }
        this.invocation = invocation;
        this.commands = invocation.option(COMMANDS).map(DryRun::commands).orElse(DEFAULT_COMMANDS);
        this.withinNanos = invocation.duration(WITHIN).orElse(DEFAULT_WITHIN).toNanos();
    }

    /** Adds the options to a command that makes a version active. */
    static CommandSpec addTo(CommandSpec command) {
        return command.addOption(Commands.flag(
                        FLAG,
                        "Make nothing active: migrate a copy of each instance, run the next commands through both versions, and tell"
                                + " what would differ (exit code 4 then, 1 when it would be refused)"))
                .addOption(Commands.option(
                        COMMANDS,
                        "N",
                        "Commands and timers to compare in a dry run. Default: " + DEFAULT_COMMANDS + "."))
                .addOption(Commands.option(WITHIN, "DURATION", "How long to wait for them. Default: 10s."));
    }

    private static int commands(String text) {
        return Invocation.number(text, 1, SystemQuery.MAX_REHEARSED)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "option " + COMMANDS + ": '" + text + "' is not a number from 1 to "
                                + SystemQuery.MAX_REHEARSED));
    }

    /**
     * Blocks until enough was compared, or the time for it is over.
     *
     * @param cluster keeps the bundle there
     * @param signature with which it would be deployed
     * @return exit code
     */
    int run(Remote cluster, String digest, Optional<BundleSignature> signature) throws InterruptedException {
        Optional<Remote> follower = follower();
        try {
            return rehearse(follower.orElse(cluster), new SystemQuery.Rehearse(digest, commands, signature));
        } finally {
            follower.ifPresent(Remote::close);
        }
    }

    /** The leader has enough to do. */
    private Optional<Remote> follower() {
        List<String> endpoints = invocation.globals().endpoints();
        for (String endpoint : endpoints.size() > 1 ? endpoints : List.<String>of()) {
            Remote node = Remote.connect(invocation.globals().withEndpoints(List.of(endpoint)), Optional.empty());
            if (isFollower(node)) {
                return Optional.of(node);
            }
            node.close();
        }
        return Optional.empty();
    }

    private static boolean isFollower(Remote node) {
        try {
            SystemQuery.Status status = node.queryAnyNode(new SystemQuery.ClusterStatus(), SystemQuery.Status.class);
            return status.role().equals("FOLLOWER") && status.problem().isEmpty();
        } catch (QuorateException down) {
            return false;
        }
    }

    private int rehearse(Remote node, SystemQuery.Rehearse question) throws InterruptedException {
        Progress progress = Progress.ofDeployment(invocation.console(), node);
        Rehearsed report = node.query(question, Rehearsed.class);
        long since = System.nanoTime();
        while (isUnderWay(report) && System.nanoTime() - since < withinNanos) {
            progress.say(line(report));
            if (!report.phase().equals("COMPARING")) {
                since = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            report = node.query(question, Rehearsed.class);
        }
        node.query(new SystemQuery.Rehearse(question.digest(), 0, Optional.empty()), Rehearsed.class);
        invocation.show(Rehearsed.class, report);
        ExitCode code = report.phase().equals("REFUSED")
                ? ExitCode.FAILURE
                : report.differing() > 0 ? ExitCode.CONFLICT : ExitCode.OK;
        return code.number();
    }

    private static boolean isUnderWay(Rehearsed report) {
        return !report.phase().equals("DONE") && !report.phase().equals("REFUSED");
    }

    private String line(Rehearsed report) {
        return switch (report.phase()) {
            case "MIGRATING" -> "Migrating copies: " + report.instances() + " instances so far";
            case "COMPARING" ->
                "Comparing: " + report.compared() + " of " + commands + ", " + report.differing() + " differ";
            default -> "Looking at the bundle";
        };
    }
}
