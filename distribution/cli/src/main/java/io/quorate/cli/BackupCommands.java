package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.flag;
import static io.quorate.cli.Commands.operand;

import io.quorate.backup.BackupHeader;
import io.quorate.backup.BackupReader;
import io.quorate.backup.UnreadableBackupException;
import io.quorate.codec.CodecException;
import io.quorate.codec.Shape;
import io.quorate.kernel.BackupContents;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.BackupClosed;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.recipe.system.SystemQuery.CloseBackup;
import io.quorate.recipe.system.SystemQuery.OpenBackup;
import io.quorate.recipe.system.SystemQuery.ReadBackup;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate backup ...}. */
final class BackupCommands {
    private static final Shape LIST = Shape.parse("Backups{backups: [Backup{file: text, created: text?, cluster: text?,"
            + " epoch: int32?, revision: int64?, namespace: text?, bytes: int64, problem: text?}]}");
    private static final Shape VERIFIED = Shape.parse("Verified{backups: [Backup{file: text, intact: bool,"
            + " created: text?, cluster: text?, epoch: int32?, revision: int64?, namespace: text?, rows: int64?,"
            + " instances: <int64>?, bundles: [text]?, problem: text?}]}");

    private static final Shape RESTORED =
            Shape.parse("Restored{file: text, epoch: int32, revision: int64," + " instances: int64, replaced: int64}");

    private static final String YES = "--yes";
    private static final String ALL = "--all";
    private static final String STALE = "--stale";
    private static final String STATUS = "--status";

    /** Of the clearing away behind the switch. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String STANDARD = BackupCreation.STANDARD;

    private BackupCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "backup",
                "Backups: the state of a cluster in a file.",
                command(
                                "create",
                                "Takes a backup of the running cluster, or with " + GlobalOptions.NAMESPACE
                                        + " of one namespace.",
                                BackupCommands::create)
                        .addPositional(operand(
                                "DIRECTORY",
                                "0",
                                "1",
                                "Where the file goes; `" + STANDARD + "` writes it to standard output."))
                        .addOption(flag(ALL, "Of all namespaces, which is the default."))
                        .addOption(flag(
                                STALE,
                                "Without asking for a quorum: what one node has, which may lack the latest commands.")),
                command("list", "Lists the backups of a directory by their headers.", BackupCommands::list)
                        .addPositional(operand("DIRECTORY", "0", "1", "A directory.")),
                LongTask.addTo(command(
                                "restore",
                                "Puts a backup in the place of what the cluster holds, or with "
                                        + GlobalOptions.NAMESPACE + " in the place of one namespace.",
                                BackupCommands::restore))
                        .addPositional(operand("FILE", "0", "0..1", "A backup; it is read to its end first."))
                        .addOption(flag(STATUS, "Restore nothing: show the one that is under way, and the last one."))
                        .addOption(flag(YES, "Needed, because what the cluster holds now is lost."))
                        .addOption(Epochs.option()),
                command(
                                "verify",
                                "Reads backups to their ends, without any server, and tells what they hold.",
                                BackupCommands::verify)
                        .addPositional(
                                operand("FILE", "0..*", "1..*", "Backups; `" + STANDARD + "` is standard input.")));
    }

    private static int create(Invocation invocation) {
        Optional<String> namespace = invocation.globals().namedNamespace();
        if (invocation.flag(ALL) && namespace.isPresent()) {
            throw new Failure(
                    ExitCode.USAGE, "options " + ALL + " and " + GlobalOptions.NAMESPACE + " exclude each other");
        }
        String target = invocation.operand(0);
        if (!target.equals(STANDARD) && !Files.isDirectory(Path.of(target))) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + target + "' is no directory: make it first, or write to standard output with `" + STANDARD
                            + "`");
        }
        try (Remote remote = Remote.connect(invocation)) {
            new BackupCreation(
                            invocation,
                            source(remote, invocation.flag(STALE)),
                            Progress.told(invocation.console())::say,
                            target,
                            namespace.orElse(""))
                    .run();
        }
        return ExitCode.OK.number();
    }

    /** @param stale opened also by a node that knows of no quorum, as it is there */
    private static BackupCreation.Source source(Remote remote, boolean stale) {
        return new BackupCreation.Source() {
            @Override
            public BackupOpened open(OpenBackup request) {
                return stale
                        ? remote.queryAnyNode(request, BackupOpened.class)
                        : remote.query(request, BackupOpened.class);
            }

            @Override
            public BackupPart read(ReadBackup request) {
                return remote.queryAnyNode(request, BackupPart.class);
            }

            @Override
            public void close(CloseBackup request) {
                remote.askAnyNode(request, BackupClosed.class);
            }
        };
    }

    private static int restore(Invocation invocation) {
        if (invocation.flag(STATUS)) {
            try (Remote remote = Remote.connect(invocation)) {
                invocation.show(
                        SystemQuery.Restores.class,
                        remote.query(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class));
            }
            return ExitCode.OK.number();
        }
        String file = invocation.operand(0);
        if (file.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "name the FILE to restore, or say " + STATUS);
        }
        if (!Files.isRegularFile(Path.of(file))) {
            throw new Failure(ExitCode.USAGE, "'" + file + "' is no file");
        }
        Optional<String> namespace = invocation.globals().namedNamespace();
        if (!invocation.flag(YES)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "a restore takes the place of "
                            + namespace
                                    .map(name -> "all that namespace '" + name + "' holds")
                                    .orElse("all that the cluster holds, and ends all sessions; that of a backup of one"
                                            + " namespace, of all that this one holds")
                            + ": take a backup of it first, and say " + YES);
        }
        BackupRestore restore = new BackupRestore(
                Path.of(file), namespace, Epochs.above(invocation), Progress.told(invocation.console())::say);
        try (Remote remote = Remote.connect(invocation)) {
            LongTask settling = new LongTask(
                    invocation,
                    RestoreSettling.progress(invocation.console(), remote),
                    "the clearing away behind the restore",
                    "backup restore " + STATUS,
                    "");
            Duration limit = invocation.globals().timeout(LONG);
            settling.end(RestoreSettling.end(remote, restore.run(remote), limit))
                    .ifPresent(restored -> show(invocation, file, restored));
        }
        return ExitCode.OK.number();
    }

    private static void show(Invocation invocation, String file, SystemCommand.Restored restored) {
        invocation.show(
                RESTORED,
                new TreeMap<>(Map.of(
                        "file", file,
                        "epoch", (long) restored.epoch(),
                        "revision", restored.revision(),
                        "instances", restored.instances(),
                        "replaced", restored.replaced())));
    }

    private static int list(Invocation invocation) {
        List<Map<String, Object>> backups = new ArrayList<>();
        for (Path file : backupsIn(Path.of(invocation.operand(0)))) {
            Map<String, Object> row = new TreeMap<>();
            row.put("file", String.valueOf(file.getFileName()));
            try (InputStream in = Files.newInputStream(file);
                    BackupReader reader = new BackupReader(in, file.toString())) {
                row.putAll(told(reader.header()));
            } catch (IOException wrong) {
                row.put("problem", reason(wrong));
            }
            row.put("bytes", sizeOf(file));
            backups.add(row);
        }
        invocation.show(LIST, Map.of("backups", backups));
        return ExitCode.OK.number();
    }

    private static List<Path> backupsIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(BackupCreation.SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot list " + directory + ": " + unreadable, unreadable);
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static int verify(Invocation invocation) {
        List<Map<String, Object>> verified = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String file : invocation.operands(0)) {
            Map<String, Object> row = verified(file);
            Optional.ofNullable(row.get("problem")).ifPresent(problem -> problems.add(String.valueOf(problem)));
            verified.add(row);
        }
        invocation.show(VERIFIED, Map.of("backups", verified));
        if (!problems.isEmpty()) {
            throw new Failure(ExitCode.FAILURE, String.join("; ", problems));
        }
        return ExitCode.OK.number();
    }

    private static Map<String, Object> verified(String file) {
        Map<String, Object> row = new TreeMap<>(Map.of("file", file, "intact", false));
        try (InputStream in = input(file);
                BackupReader reader = new BackupReader(in, file)) {
            row.putAll(told(reader.header()));
            BackupContents contents = new BackupContents();
            for (Optional<byte[]> part = reader.next(); part.isPresent(); part = reader.next()) {
                contents.add(part.get());
            }
            row.put("intact", true);
            row.put("rows", contents.rows());
            row.put("instances", contents.instances());
            row.put("bundles", contents.bundles());
        } catch (CodecException malformed) {
            row.put("problem", file + ": the rows cannot be read by this version: " + malformed.getMessage());
        } catch (IOException wrong) {
            row.put("problem", reason(wrong));
        }
        return row;
    }

    private static InputStream input(String file) throws IOException {
        if (!file.equals(STANDARD)) {
            return new BufferedInputStream(Files.newInputStream(Path.of(file)));
        }
        return new FilterInputStream(System.in) {
            @Override
            public void close() {
                // It is the process's.
            }
        };
    }

    private static String reason(IOException wrong) {
        return wrong instanceof UnreadableBackupException
                ? String.valueOf(wrong.getMessage())
                : "cannot be read: " + wrong;
    }

    private static Map<String, Object> told(BackupHeader header) {
        Map<String, Object> told = new TreeMap<>(Map.of(
                "created", header.created(),
                "cluster", header.clusterId(),
                "epoch", (long) header.epoch(),
                "revision", header.revision()));
        if (!header.isWhole()) {
            told.put("namespace", header.namespace());
        }
        return told;
    }
}
