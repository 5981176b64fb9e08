package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.recipe.system.SystemQuery.OpenBackup;
import io.quorate.recipe.system.SystemQuery.ReadBackup;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes a backup of a namespace, part by part; once. The node that gave it lets it go by itself. */
final class BackupReading {
    private static final long DEADLINE_MILLIS = 5_000;

    private final SimClient client;
    private final String id;
    private final String namespace;
    private final Consumer<Optional<Backup>> done;
    private final List<byte[]> parts = new ArrayList<>();

    /**
     * @param id that no other backup has
     * @param done told the backup, or nothing when it broke off
     */
    BackupReading(SimClient client, String id, String namespace, Consumer<Optional<Backup>> done) {
        this.client = client;
        this.id = id;
        this.namespace = namespace;
        this.done = done;
    }

    void start() {
        client.query(
                Verbs.OPEN_BACKUP,
                "",
                new OpenBackup(id, namespace),
                ReadLevel.LINEARIZABLE,
                DEADLINE_MILLIS,
                step((BackupOpened opened) -> read(new SystemCommand.BackupSource(
                        opened.clusterId(), opened.epoch(), opened.revision(), opened.logTimeMillis()))));
    }

    private void read(SystemCommand.BackupSource source) {
        client.query(
                Verbs.READ_BACKUP,
                "",
                new ReadBackup(id, parts.size()),
                ReadLevel.LINEARIZABLE,
                DEADLINE_MILLIS,
                step((BackupPart part) -> {
                    parts.add(part.bytes());
                    if (part.last()) {
                        done.accept(Optional.of(new Backup(source, parts)));
                    } else {
                        read(source);
                    }
                }));
    }

    private <R extends Record> Answer<R> step(Consumer<R> then) {
        return Answer.of(then, failure -> done.accept(Optional.empty()));
    }
}
