package io.quorate.simulation.work;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.world.Verb;

/** All that programs of a world say to the cluster. */
final class Verbs {
    static final Verb<SystemCommand.StageChunk, SystemCommand.Staged> STAGE = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "stage",
            SystemCommand.StageChunk.class,
            SystemCommand.Staged.class);
    static final Verb<SystemCommand.Deploy, SystemCommand.Deployed> DEPLOY = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "deploy",
            SystemCommand.Deploy.class,
            SystemCommand.Deployed.class);
    static final Verb<SystemCommand.Rollback, SystemCommand.Deployed> ROLLBACK = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "rollback",
            SystemCommand.Rollback.class,
            SystemCommand.Deployed.class);
    static final Verb<SystemCommand.ChangeMembers, SystemCommand.MembersChanged> CHANGE_MEMBERS = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "change-members",
            SystemCommand.ChangeMembers.class,
            SystemCommand.MembersChanged.class);
    static final Verb<SystemCommand.TransferLeadership, SystemCommand.TransferAsked> TRANSFER = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "transfer-leadership",
            SystemCommand.TransferLeadership.class,
            SystemCommand.TransferAsked.class);
    static final Verb<SystemCommand.Check, SystemCommand.Checked> CHECK = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            new SystemCommand.Check().call(),
            SystemCommand.Check.class,
            SystemCommand.Checked.class);
    static final Verb<SystemCommand.CreateNamespace, SystemCommand.NamespaceCreated> CREATE_NAMESPACE = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "create-namespace",
            SystemCommand.CreateNamespace.class,
            SystemCommand.NamespaceCreated.class);
    static final Verb<SystemQuery.OpenBackup, SystemQuery.BackupOpened> OPEN_BACKUP = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "backup-open",
            SystemQuery.OpenBackup.class,
            SystemQuery.BackupOpened.class);
    static final Verb<SystemQuery.ReadBackup, SystemQuery.BackupPart> READ_BACKUP = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "backup-read",
            SystemQuery.ReadBackup.class,
            SystemQuery.BackupPart.class);
    static final Verb<SystemCommand.BeginRestore, SystemCommand.RestoreBegun> BEGIN_RESTORE = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "begin-restore",
            SystemCommand.BeginRestore.class,
            SystemCommand.RestoreBegun.class);
    static final Verb<SystemCommand.RestorePart, SystemCommand.RestoreStaged> RESTORE_PART = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "restore-part",
            SystemCommand.RestorePart.class,
            SystemCommand.RestoreStaged.class);
    static final Verb<SystemCommand.CommitRestore, SystemCommand.Restored> COMMIT_RESTORE = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "commit-restore",
            SystemCommand.CommitRestore.class,
            SystemCommand.Restored.class);
    static final Verb<SystemQuery.DescribeRestore, SystemQuery.Restores> RESTORES = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            "restore",
            SystemQuery.DescribeRestore.class,
            SystemQuery.Restores.class);
    static final Verb<SystemQuery.ListSessions, SystemQuery.Sessions> SESSIONS = Verb.of(
            SystemCommand.RECIPE,
            SystemCommand.CONTRACT,
            new SystemQuery.ListSessions(0, 1).query(),
            SystemQuery.ListSessions.class,
            SystemQuery.Sessions.class);

    static final Verb<LockContract.Acquire, LockContract.Grant> ACQUIRE =
            lock(LockContract.ACQUIRE, LockContract.Acquire.class, LockContract.Grant.class);
    static final Verb<LockContract.Release, LockContract.Released> RELEASE =
            lock(LockContract.RELEASE, LockContract.Release.class, LockContract.Released.class);
    static final Verb<LockContract.AcquireAll, LockContract.Grant> ACQUIRE_ALL =
            lock(LockContract.ACQUIRE_ALL, LockContract.AcquireAll.class, LockContract.Grant.class);
    static final Verb<LockContract.ReleaseAll, LockContract.ReleasedAll> RELEASE_ALL =
            lock(LockContract.RELEASE_ALL, LockContract.ReleaseAll.class, LockContract.ReleasedAll.class);
    static final Verb<LockContract.Describe, LockDescription> DESCRIBE =
            lock(LockContract.DESCRIBE, LockContract.Describe.class, LockDescription.class);

    static final Verb<ElectionContract.Campaign, ElectionContract.Elected> CAMPAIGN =
            election(ElectionContract.CAMPAIGN, ElectionContract.Campaign.class, ElectionContract.Elected.class);
    static final Verb<ElectionContract.Resign, ElectionContract.TermOver> RESIGN =
            election(ElectionContract.RESIGN, ElectionContract.Resign.class, ElectionContract.TermOver.class);
    static final Verb<ElectionContract.Prepare, ElectionContract.Prepared> PREPARE =
            election(ElectionContract.PREPARE, ElectionContract.Prepare.class, ElectionContract.Prepared.class);
    static final Verb<ElectionContract.Yield, ElectionContract.TermOver> YIELD =
            election(ElectionContract.YIELD, ElectionContract.Yield.class, ElectionContract.TermOver.class);
    static final Verb<ElectionContract.Describe, ElectionDescription> WHO_LEADS =
            election(ElectionContract.DESCRIBE, ElectionContract.Describe.class, ElectionDescription.class);

    static final Verb<RegisterContract.Write, RegisterContract.Done> WRITE =
            register("write", RegisterContract.Write.class, RegisterContract.Done.class);
    static final Verb<RegisterContract.Swap, RegisterContract.Done> SWAP =
            register("swap", RegisterContract.Swap.class, RegisterContract.Done.class);
    static final Verb<RegisterContract.Add, RegisterContract.Done> ADD =
            register("add", RegisterContract.Add.class, RegisterContract.Done.class);
    static final Verb<RegisterContract.Read, RegisterContract.Reading> READ =
            register(RegisterContract.READ, RegisterContract.Read.class, RegisterContract.Reading.class);
    static final Verb<RegisterContract.ListChanges, RegisterContract.Changes> CHANGES =
            register(RegisterContract.CHANGES, RegisterContract.ListChanges.class, RegisterContract.Changes.class);

    static final Verb<AtomicContract.Add, AtomicContract.Counted> ADD_TO_COUNTER =
            atomic(AtomicContract.ADD, AtomicContract.Add.class, AtomicContract.Counted.class);
    static final Verb<AtomicContract.Update, AtomicContract.Counted> UPDATE_COUNTER =
            atomic(AtomicContract.UPDATE, AtomicContract.Update.class, AtomicContract.Counted.class);
    static final Verb<AtomicContract.CompareAndSet, AtomicContract.Swapped> SWAP_COUNTER =
            atomic(AtomicContract.COMPARE_AND_SET, AtomicContract.CompareAndSet.class, AtomicContract.Swapped.class);
    static final Verb<AtomicContract.Get, AtomicContract.Count> GET_COUNTER =
            atomic(AtomicContract.GET, AtomicContract.Get.class, AtomicContract.Count.class);
    static final Verb<AtomicContract.TakeIds, AtomicContract.IdBlock> TAKE_IDS =
            atomic(AtomicContract.TAKE_IDS, AtomicContract.TakeIds.class, AtomicContract.IdBlock.class);
    static final Verb<AtomicContract.Next, AtomicContract.Numbered> NEXT_NUMBER =
            atomic(AtomicContract.NEXT, AtomicContract.Next.class, AtomicContract.Numbered.class);

    static final Verb<AtomicContract.SetFlag, AtomicContract.FlagSet> SET_FLAG =
            atomic(AtomicContract.SET_FLAG, AtomicContract.SetFlag.class, AtomicContract.FlagSet.class);
    static final Verb<AtomicContract.CompareAndSetFlag, AtomicContract.FlagSwapped> SWAP_FLAG = atomic(
            AtomicContract.COMPARE_AND_SET_FLAG,
            AtomicContract.CompareAndSetFlag.class,
            AtomicContract.FlagSwapped.class);
    static final Verb<AtomicContract.GetFlag, AtomicContract.FlagRead> GET_FLAG =
            atomic(AtomicContract.GET_FLAG, AtomicContract.GetFlag.class, AtomicContract.FlagRead.class);
    static final Verb<AtomicContract.SetReference, AtomicContract.ReferenceSet> SET_REFERENCE =
            atomic(AtomicContract.SET_REFERENCE, AtomicContract.SetReference.class, AtomicContract.ReferenceSet.class);
    static final Verb<AtomicContract.CompareAndSetReference, AtomicContract.ReferenceSwapped> SWAP_REFERENCE = atomic(
            AtomicContract.COMPARE_AND_SET_REFERENCE,
            AtomicContract.CompareAndSetReference.class,
            AtomicContract.ReferenceSwapped.class);
    static final Verb<AtomicContract.GetReference, AtomicContract.ReferenceRead> GET_REFERENCE =
            atomic(AtomicContract.GET_REFERENCE, AtomicContract.GetReference.class, AtomicContract.ReferenceRead.class);

    static final Verb<BarrierContract.SetCount, BarrierContract.Counted> SET_COUNT =
            barrier(BarrierContract.SET_COUNT, BarrierContract.SetCount.class, BarrierContract.Counted.class);
    static final Verb<BarrierContract.CountDown, BarrierContract.Counted> COUNT_DOWN =
            barrier(BarrierContract.COUNT_DOWN, BarrierContract.CountDown.class, BarrierContract.Counted.class);
    static final Verb<BarrierContract.AwaitOpen, BarrierContract.Opened> AWAIT_OPEN =
            barrier(BarrierContract.AWAIT_OPEN, BarrierContract.AwaitOpen.class, BarrierContract.Opened.class);
    static final Verb<BarrierContract.Reset, BarrierContract.Counted> RESET =
            barrier(BarrierContract.RESET, BarrierContract.Reset.class, BarrierContract.Counted.class);
    static final Verb<BarrierContract.Remove, BarrierContract.Counted> REMOVE =
            barrier(BarrierContract.REMOVE, BarrierContract.Remove.class, BarrierContract.Counted.class);
    static final Verb<BarrierContract.Arrival, BarrierContract.Passage> AWAIT =
            barrier(BarrierContract.AWAIT, BarrierContract.Arrival.class, BarrierContract.Passage.class);
    static final Verb<BarrierContract.Arrival, BarrierContract.Passage> ENTER =
            barrier(BarrierContract.ENTER, BarrierContract.Arrival.class, BarrierContract.Passage.class);
    static final Verb<BarrierContract.Leave, BarrierContract.Left> LEAVE =
            barrier(BarrierContract.LEAVE, BarrierContract.Leave.class, BarrierContract.Left.class);
    static final Verb<BarrierContract.Register, BarrierContract.Registered> REGISTER =
            barrier(BarrierContract.REGISTER, BarrierContract.Register.class, BarrierContract.Registered.class);
    static final Verb<BarrierContract.Arrive, BarrierContract.Arrived> ARRIVE =
            barrier(BarrierContract.ARRIVE, BarrierContract.Arrive.class, BarrierContract.Arrived.class);
    static final Verb<BarrierContract.Arrive, BarrierContract.Arrived> ARRIVE_AND_DEREGISTER =
            barrier(BarrierContract.ARRIVE_AND_DEREGISTER, BarrierContract.Arrive.class, BarrierContract.Arrived.class);
    static final Verb<BarrierContract.AwaitAdvance, BarrierContract.Advanced> AWAIT_ADVANCE =
            barrier(BarrierContract.AWAIT_ADVANCE, BarrierContract.AwaitAdvance.class, BarrierContract.Advanced.class);

    private Verbs() {}

    private static <C extends Record, R extends Record> Verb<C, R> barrier(
            String name, Class<C> request, Class<R> reply) {
        return Verb.of(BarrierContract.RECIPE, BarrierContract.VERSION, name, request, reply);
    }

    private static <C extends Record, R extends Record> Verb<C, R> atomic(
            String name, Class<C> request, Class<R> reply) {
        return Verb.of(AtomicContract.RECIPE, AtomicContract.VERSION, name, request, reply);
    }

    private static <C extends Record, R extends Record> Verb<C, R> lock(String name, Class<C> request, Class<R> reply) {
        return Verb.of(LockContract.RECIPE, LockContract.VERSION, name, request, reply);
    }

    private static <C extends Record, R extends Record> Verb<C, R> election(
            String name, Class<C> request, Class<R> reply) {
        return Verb.of(ElectionContract.RECIPE, ElectionContract.VERSION, name, request, reply);
    }

    private static <C extends Record, R extends Record> Verb<C, R> register(
            String name, Class<C> request, Class<R> reply) {
        return Verb.of(RegisterContract.RECIPE, RegisterContract.VERSION, name, request, reply);
    }
}
