package io.quorate.cli;

import io.quorate.backup.BackupHeader;
import io.quorate.backup.BackupTotals;
import io.quorate.backup.BackupWriter;
import io.quorate.cli.shape.Columns;
import io.quorate.codec.Shape;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.recipe.system.SystemQuery.CloseBackup;
import io.quorate.recipe.system.SystemQuery.OpenBackup;
import io.quorate.recipe.system.SystemQuery.ReadBackup;
import io.quorate.server.SoftwareVersion;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Takes a backup. The state that is read is pinned on one node; when that node or the connection to it goes, another state is
 * pinned on another node, and the backup begins again.
 */
final class BackupCreation {
    /** Names the standard output in the place of a directory, and the standard input in that of a file. */
    static final String STANDARD = "-";

    static final String SUFFIX = ".quorate-backup";

    private static final Shape CREATED = Shape.parse("Backup{file: text, cluster: text, node: int32, epoch: int32,"
            + " index: int64, revision: int64, namespace: text?, rows: int64, bytes: int64}");
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int MAX_ATTEMPTS = 3;
    private static final long SAID_EVERY_BYTES = 16L * 1024 * 1024;

    /** Gives the state, until it fails with a {@link QuorateException}. */
    interface Source {
        BackupOpened open(OpenBackup request);

        BackupPart read(ReadBackup request);

        /** Does not wait. */
        void close(CloseBackup request);
    }

    private final Invocation invocation;
    private final Source source;
    private final Consumer<String> progress;
    private final String target;

    /** Empty for the whole cluster. */
    private final String namespace;

    /**
     * @param progress told how far it is
     * @param target a directory that is there, or {@link #STANDARD}
     * @param namespace empty for the whole cluster
     */
    BackupCreation(Invocation invocation, Source source, Consumer<String> progress, String target, String namespace) {
        this.invocation = invocation;
        this.source = source;
        this.progress = progress;
        this.target = target;
        this.namespace = namespace;
    }

    /** Blocks until it is written. */
    void run() {
        boolean repeatable = !target.equals(STANDARD);
        for (int attempt = 1; ; attempt++) {
            OpenBackup request = new OpenBackup(UUID.randomUUID().toString(), namespace);
            BackupOpened opened = source.open(request);
            try {
                write(request.id(), opened);
                return;
            } catch (QuorateException broken) {
                if (!isOfTheNode(broken)) {
                    throw broken;
                }
                if (!repeatable || attempt == MAX_ATTEMPTS) {
                    throw new Failure(ExitCode.UNAVAILABLE, brokenOff(attempt, broken), broken);
                }
                progress.accept("Broken off, beginning again: " + broken.getMessage());
            }
        }
    }

    /** Another node may do better. */
    private static boolean isOfTheNode(QuorateException broken) {
        ExitCode code = ExitCode.of(broken);
        return code == ExitCode.UNAVAILABLE || code == ExitCode.TIMEOUT || code == ExitCode.NOT_FOUND;
    }

    private String brokenOff(int attempts, QuorateException last) {
        return target.equals(STANDARD)
                ? "the backup broke off, and what was written is of no use: begin again; cause: " + last.getMessage()
                : "the backup broke off " + attempts + " times, and no file was written; last cause: "
                        + last.getMessage();
    }

    private void write(String id, BackupOpened opened) {
        progress.accept("Backing up revision " + opened.revision() + " of cluster " + opened.clusterId() + " from node "
                + opened.node());
        boolean toFile = !target.equals(STANDARD);
        try {
            if (toFile) {
                toFile(id, opened);
            } else {
                toStandardOutput(id, opened);
            }
        } catch (IOException failure) {
            String where = toFile ? target + ", and no file is left there" : "standard output";
            throw new Failure(ExitCode.FAILURE, "cannot write to " + where + ": " + failure, failure);
        }
    }

    private void toStandardOutput(String id, BackupOpened opened) throws IOException {
        CountedOutput out =
                new CountedOutput(new StandardOutput(invocation.console().out()));
        BackupTotals totals = copy(id, opened, new BufferedOutputStream(out));
        String result = invocation
                .globals()
                .output()
                .render(CREATED, result(STANDARD, opened, totals, out.bytes()), Columns.WHOLE);
        invocation.console().say(result.stripTrailing());
    }

    private void toFile(String id, BackupOpened opened) throws IOException {
        try (PartFile file = PartFile.create(Path.of(target), fileName(opened, namespace))) {
            BackupTotals totals = copy(id, opened, file.out());
            Path written = file.finish();
            invocation.show(CREATED, result(written.toString(), opened, totals, Files.size(written)));
        }
    }

    private BackupTotals copy(String id, BackupOpened opened, OutputStream out) throws IOException {
        try (BackupWriter writer = new BackupWriter(out, header(opened))) {
            boolean last = false;
            for (int number = 0; !last; number++) {
                BackupPart part = source.read(new ReadBackup(id, number));
                if (part.rows() > 0) {
                    writer.part(part.bytes(), part.rows());
                }
                last = part.last();
                sayHowFar(writer.totals());
            }
            writer.finish();
            return writer.totals();
        } finally {
            // The node would do so by itself, but keep others from a backup for a while.
            source.close(new CloseBackup(id));
        }
    }

    private void sayHowFar(BackupTotals totals) {
        long said = totals.bytes() / SAID_EVERY_BYTES * SAID_EVERY_BYTES;
        if (said > 0) {
            progress.accept("Read " + said / (1024 * 1024) + " MiB");
        }
    }

    private BackupHeader header(BackupOpened opened) {
        return new BackupHeader(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                SoftwareVersion.current(),
                opened.clusterId(),
                opened.node(),
                opened.epoch(),
                opened.index(),
                opened.term(),
                opened.revision(),
                opened.kernelLevel(),
                opened.logTimeMillis(),
                namespace);
    }

    private Map<String, Object> result(String file, BackupOpened opened, BackupTotals totals, long bytes) {
        Map<String, Object> result = new TreeMap<>(Map.of(
                "file",
                file,
                "cluster",
                opened.clusterId(),
                "node",
                (long) opened.node(),
                "epoch",
                (long) opened.epoch(),
                "index",
                opened.index(),
                "revision",
                opened.revision(),
                "rows",
                totals.rows(),
                "bytes",
                bytes));
        if (!namespace.isEmpty()) {
            result.put("namespace", namespace);
        }
        return result;
    }

    /** Names of clusters and namespaces may hold what a file's name may not. */
    static String fileName(BackupOpened opened, String namespace) {
        return escaped(opened.clusterId()) + "-" + opened.revision()
                + (namespace.isEmpty() ? "" : "-" + escaped(namespace)) + SUFFIX;
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = PLAIN.indexOf(each) >= 0 || (each == '.' && escaped.length() > 0);
            escaped.append(plain ? String.valueOf((char) each) : "%" + HEX.toHexDigits(each));
        }
        return escaped.toString();
    }
}
