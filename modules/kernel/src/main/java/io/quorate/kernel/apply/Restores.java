package io.quorate.kernel.apply;

import io.quorate.codec.CodecException;
import io.quorate.codec.KeyBytes;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Sha256;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Restore;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.RestoredInstance;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateCopy;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.RestoreDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.RowCursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Commands of a restore: a backup comes in unseen, part by part, and is refused or switched to as a whole. */
final class Restores {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_NAME_CHARACTERS = 256;

    private final RecipeRegistry recipes;
    private final LimitsInForce limits;

    Restores(RecipeRegistry recipes, LimitsInForce limits) {
        this.recipes = recipes;
        this.limits = limits;
    }

    SystemCommand.RestoreBegun begin(Step step, SessionId session, SystemCommand.BeginRestore request) {
        requireSound(request);
        Restore.of(step.rows()).ifPresent(other -> {
            throw conflict("restore " + other.id() + " is " + other.phase() + ": wait for it, or abort it");
        });
        Deployments.requireNoneUnderWay(step);
        Restore begun = Restore.begun(step.revision(), session.value(), request);
        requireNumbers(begun, step);
        put(step, begun);
        return new SystemCommand.RestoreBegun(begun.id());
    }

    private static void requireSound(SystemCommand.BeginRestore request) {
        SystemCommand.BackupSource source = request.source();
        boolean sound = source.epoch() >= 0
                && source.epoch() <= FencingToken.MAX_EPOCH
                && request.epochAbove() >= 0
                && source.revision() >= 0
                && source.logTimeMillis() >= 0
                && source.cluster().length() <= MAX_NAME_CHARACTERS
                && request.namespace()
                        .filter(name -> name.isEmpty() || name.length() > MAX_NAME_CHARACTERS)
                        .isEmpty()
                && request.rows() > 0
                && DIGEST.matcher(request.digest()).matches();
        if (!sound) {
            throw invalid("the header is not that of a backup: " + request.source());
        }
    }

    private static Restore.Target requireNumbers(Restore restore, Step step) {
        return restore.next(step.epoch(), step.revision(), step.calendarMillis(), 0)
                .orElseThrow(() -> conflict("there is no epoch or revision above those of the backup, epoch "
                        + restore.request().source().epoch() + " and revision "
                        + restore.request().source().revision() + "; the last ones are " + FencingToken.MAX_EPOCH
                        + " and " + FencingToken.MAX_REVISION));
    }

    SystemCommand.RestoreStaged part(Step step, SystemCommand.RestorePart part) {
        Restore restore = require(step, part.restore());
        Restore.Received before = restore.received();
        byte[] own = Sha256.of(part.bytes());
        if (part.number() == before.parts() && Arrays.equals(own, before.lastPart())) {
            return new SystemCommand.RestoreStaged(before.parts(), before.rows());
        }
        if (part.number() != before.parts() + 1) {
            throw invalid("part " + part.number() + " of the backup, but " + before.parts() + " are there: send part "
                    + (before.parts() + 1));
        }
        if (part.bytes().length > SystemCommand.MAX_PART_BYTES) {
            throw invalid("part of " + part.bytes().length + " bytes, allowed are " + SystemCommand.MAX_PART_BYTES);
        }
        Restore.Received after = receive(step, restore, part.bytes(), own);
        put(step, restore.with(after));
        return new SystemCommand.RestoreStaged(after.parts(), after.rows());
    }

    private static Restore.Received receive(Step step, Restore restore, byte[] part, byte[] own) {
        Restore.Received before = restore.received();
        StagedRows staged = new StagedRows(step, restore);
        long rows = before.rows();
        byte[] last = before.lastKey();
        try (RowCursor cursor = StateCopy.rows(List.of(part).iterator())) {
            while (cursor.next()) {
                if (KeyBytes.compare(cursor.key(), last) <= 0) {
                    throw new CodecException("the rows of the backup are not in order");
                }
                staged.add(cursor.key(), cursor.value());
                last = cursor.key();
                rows++;
            }
        }
        TreeMap<String, Long> used = new TreeMap<>(before.usedBytes());
        staged.used().forEach((namespace, bytes) -> used.merge(namespace, bytes, Long::sum));
        return new Restore.Received(
                before.parts() + 1,
                rows,
                new RestoreDigest(before.digest()).with(part).value(),
                own,
                last,
                before.instances() + staged.instances(),
                before.others() + staged.others(),
                used);
    }

    /** Decides for the switch, which happens next in the same entry and cannot fail any more. */
    SystemCommand.Restored commit(Step step, SystemCommand.CommitRestore request) {
        Restore restore = require(step, request.restore());
        requireComplete(restore);
        long replaced = requireRoom(step, restore);
        requireNoDeletion(step, restore);
        requireRunnable(step);
        Restore.Target target = restore.next(step.epoch(), step.revision(), step.calendarMillis(), replaced)
                .orElseGet(() -> requireNumbers(restore, step));
        put(step, restore.switchingTo(target));
        step.effect(new Effect.RestoreDecided());
        return new SystemCommand.Restored(
                target.epoch(), target.revision(), restore.received().instances(), replaced);
    }

    private static void requireComplete(Restore restore) {
        Restore.Received received = restore.received();
        SystemCommand.BeginRestore header = restore.request();
        String digest = new RestoreDigest(received.digest()).hex();
        if (received.rows() != header.rows() || !digest.equals(header.digest())) {
            throw invalid("the backup is damaged or not there whole: " + received.rows() + " of " + header.rows()
                    + " rows came in " + received.parts() + " parts, their digest is " + digest + ", announced was "
                    + header.digest());
        }
        header.namespace()
                .filter(named -> received.instances() + received.others() == 0)
                .ifPresent(named -> {
                    throw conflict("the backup has nothing of namespace '" + named + "': what is there would only go");
                });
    }

    private static void requireNoDeletion(Step step, Restore restore) {
        step.namespaces().all().forEach((name, row) -> {
            if (restore.takesNamespace(name) && row.deletion().isPresent()) {
                throw conflict("namespace '" + name + "' is being deleted: commit again when it is gone");
            }
        });
    }

    /** @return instances that are replaced */
    private long requireRoom(Step step, Restore restore) {
        int most = limits.count(ClusterKey.MAX_SWITCHED);
        Restore.Received received = restore.received();
        long replaced = NamespaceInstances.find(step.rows(), restore.request().namespace(), most + 1)
                .size();
        long sessions = restore.isWhole() ? sessionsAndCalls(step, most + 1) : 0;
        if (received.instances() + received.others() + replaced + sessions > most) {
            throw conflict("the restore would switch " + received.instances() + " instances and " + received.others()
                    + " timers, holds and settings of the backup, and " + replaced + " instances and " + sessions
                    + " sessions and waiting calls that are here; allowed are " + most + " in all: raise "
                    + ClusterKey.MAX_SWITCHED.key() + " with `quorate cluster config set`");
        }
        return replaced;
    }

    private static long sessionsAndCalls(Step step, int most) {
        long count = 0;
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.sessions(), most)) {
            count += 1 + SessionRow.decode(row.value()).parked();
        }
        return count;
    }

    /** Frozen instances wait for a version that is deployed; the others need the one that runs. */
    private void requireRunnable(Step step) {
        for (Rows.KeyValue row : step.rows().listPrefix(RestoreKeys.restoredInstances(), Integer.MAX_VALUE)) {
            RestoredInstance instance = RestoredInstance.decode(row.value());
            if (!instance.row().frozen().isEmpty()) {
                continue;
            }
            String recipe = instance.address().recipe();
            int wanted = instance.row().stateVersion();
            Optional<Integer> active = recipes.find(recipe)
                    .map(version -> version.model().description().stateVersion());
            if (active.filter(is -> is == wanted).isEmpty()) {
                throw conflict("instance '" + instance.address().instance() + "' of the backup needs recipe '" + recipe
                        + "' with state version " + wanted + ", "
                        + active.map(is -> "the active version has " + is).orElse("which is not active")
                        + ": deploy the bundle that the backup was made with, and commit again");
            }
        }
    }

    SystemCommand.RestoreAborted abort(Step step, SystemCommand.AbortRestore request) {
        put(step, require(step, request.restore()).in(Restore.Phase.DROPPING));
        return new SystemCommand.RestoreAborted(request.restore());
    }

    /** Gives up what a session began and did not bring to its end. */
    static void dropOf(Step step, SessionId session) {
        Restore.of(step.rows())
                .filter(restore -> restore.session() == session.value() && restore.phase() == Restore.Phase.STAGING)
                .ifPresent(restore -> put(step, restore.in(Restore.Phase.DROPPING)));
    }

    private static Restore require(Step step, long id) {
        return Restore.of(step.rows())
                .filter(restore -> restore.id() == id && restore.phase() == Restore.Phase.STAGING)
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.NOT_FOUND.name(), "restore " + id + " is not under way, or over: begin anew"));
    }

    static void put(Step step, Restore restore) {
        step.rows().put(RestoreKeys.restore(), StateRows.RESTORE.encode(restore));
    }

    private static RecipeException conflict(String message) {
        return new RecipeException(ErrorCode.CONFLICT.name(), message);
    }

    private static RecipeException invalid(String message) {
        return new RecipeException(ErrorCode.INVALID_REQUEST.name(), message);
    }
}
