package io.quorate.cli;

import io.quorate.backup.BackupHeader;
import io.quorate.backup.BackupReader;
import io.quorate.backup.UnreadableBackupException;
import io.quorate.codec.CodecException;
import io.quorate.kernel.BackupContents;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.RestoreDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Puts a backup in the place of what a cluster holds. The file is read to its end before anything is sent; recipes that the cluster
 * lacks are deployed from it; its parts are staged, unseen, and switched to in one entry.
 */
final class BackupRestore {
    /** Of one part, or of the switch, which may have much to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path file;
    private final Optional<String> namespace;
    private final int epochAbove;
    private final Consumer<String> progress;

    /**
     * What the first reading of the file found.
     *
     * @param digest of all parts
     */
    private record Read(BackupHeader header, BackupContents contents, RestoreDigest digest) {}

    /** Takes each part of a file, in order. */
    private interface Taker {
        void take(byte[] part);
    }

    /**
     * @param namespace the only one to restore; empty for all that the backup has
     * @param epochAbove the epoch afterwards is above this one; 0 for any
     */
    BackupRestore(Path file, Optional<String> namespace, int epochAbove, Consumer<String> progress) {
        this.file = file;
        this.namespace = namespace;
        this.epochAbove = epochAbove;
        this.progress = progress;
    }

    /** Blocks until the switch is done. */
    SystemCommand.Restored run(Remote remote) {
        Read read = read();
        Optional<String> only = only(read.header());
        deployMissing(remote, read.contents());
        progress.accept("Staging " + read.contents().rows() + " rows of revision "
                + read.header().revision() + " of cluster " + read.header().clusterId());
        long restore = Await.result(remote.send(begin(read, only), SystemCommand.RestoreBegun.class, PATIENCE))
                .restore();
        stage(remote, restore);
        progress.accept("Switching");
        return commit(remote, restore);
    }

    private static SystemCommand.Restored commit(Remote remote, long restore) {
        try {
            return Await.result(
                    remote.send(new SystemCommand.CommitRestore(restore), SystemCommand.Restored.class, PATIENCE));
        } catch (QuorateException failure) {
            // The session may end with the switch, and the reply be lost with it.
            return remote.query(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class)
                    .last()
                    .filter(past -> past.restore() == restore)
                    .map(past -> new SystemCommand.Restored(
                            past.epoch(), past.revision(), past.instances(), past.replaced()))
                    .orElseThrow(() -> failure);
        }
    }

    private SystemCommand.BeginRestore begin(Read read, Optional<String> only) {
        BackupHeader header = read.header();
        return new SystemCommand.BeginRestore(
                new SystemCommand.BackupSource(
                        header.clusterId(), header.epoch(), header.revision(), header.logTimeMillis()),
                only,
                epochAbove,
                read.contents().rows(),
                read.digest().hex());
    }

    private Optional<String> only(BackupHeader header) {
        if (header.isWhole()) {
            return namespace;
        }
        if (namespace.filter(name -> !name.equals(header.namespace())).isPresent()) {
            throw new Failure(
                    ExitCode.USAGE,
                    file + " is a backup of namespace '" + header.namespace() + "' alone, and not of '"
                            + namespace.get() + "'");
        }
        return Optional.of(header.namespace());
    }

    private Read read() {
        progress.accept("Reading " + file);
        BackupContents contents = new BackupContents();
        RestoreDigest[] digest = {RestoreDigest.none()};
        BackupHeader header = each(part -> {
            contents.add(part);
            digest[0] = digest[0].with(part);
        });
        return new Read(header, contents, digest[0]);
    }

    private void stage(Remote remote, long restore) {
        long[] number = {0};
        each(part -> {
            number[0]++;
            Await.result(remote.send(
                    new SystemCommand.RestorePart(restore, number[0], part),
                    SystemCommand.RestoreStaged.class,
                    PATIENCE));
        });
    }

    private BackupHeader each(Taker taker) {
        try (BackupReader reader =
                new BackupReader(new BufferedInputStream(Files.newInputStream(file)), file.toString())) {
            for (Optional<byte[]> part = reader.next(); part.isPresent(); part = reader.next()) {
                taker.take(part.get());
            }
            return reader.header();
        } catch (CodecException malformed) {
            throw new Failure(
                    ExitCode.FAILURE,
                    file + ": the rows cannot be read by this version: " + malformed.getMessage(),
                    malformed);
        } catch (UnreadableBackupException damaged) {
            throw new Failure(ExitCode.FAILURE, damaged.getMessage() + "; nothing was changed", damaged);
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    /** A recipe that is active stays as it is: whether its version fits is found out at the switch. */
    private void deployMissing(Remote remote, BackupContents contents) {
        Set<String> active =
                remote.recipes().stream().map(recipe -> recipe.name()).collect(Collectors.toUnmodifiableSet());
        for (BackupContents.Bundle bundle : contents.activeBundles()) {
            if (!active.contains(bundle.recipe())) {
                progress.accept("Deploying " + bundle.recipe() + " " + bundle.version());
                Await.result(remote.deploy(bundle.bytes(), bundle.signature(), PATIENCE));
            }
        }
    }
}
