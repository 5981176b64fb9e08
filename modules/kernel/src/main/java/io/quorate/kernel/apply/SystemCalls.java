package io.quorate.kernel.apply;

import io.quorate.codec.CodecException;
import io.quorate.codec.RecordCodec;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemCommand;

/** The kernel's own commands, called like those of a recipe named {@code system}. */
final class SystemCalls {
    private static final RecordCodec<SystemCommand.StageChunk> STAGE = RecordCodec.of(SystemCommand.StageChunk.class);
    private static final RecordCodec<SystemCommand.Staged> STAGED = RecordCodec.of(SystemCommand.Staged.class);
    private static final RecordCodec<SystemCommand.Deploy> DEPLOY = RecordCodec.of(SystemCommand.Deploy.class);
    private static final RecordCodec<SystemCommand.Rollback> ROLLBACK = RecordCodec.of(SystemCommand.Rollback.class);
    private static final RecordCodec<SystemCommand.Undeploy> UNDEPLOY = RecordCodec.of(SystemCommand.Undeploy.class);
    private static final RecordCodec<SystemCommand.Undeployed> UNDEPLOYED =
            RecordCodec.of(SystemCommand.Undeployed.class);
    private static final RecordCodec<SystemCommand.CompleteBootstrap> COMPLETE_BOOTSTRAP =
            RecordCodec.of(SystemCommand.CompleteBootstrap.class);
    private static final RecordCodec<SystemCommand.BootstrapCompleted> BOOTSTRAP_COMPLETED =
            RecordCodec.of(SystemCommand.BootstrapCompleted.class);
    private static final RecordCodec<SystemCommand.ExpireSession> EXPIRE =
            RecordCodec.of(SystemCommand.ExpireSession.class);
    private static final RecordCodec<SystemCommand.Expired> EXPIRED = RecordCodec.of(SystemCommand.Expired.class);

    private static final RecordCodec<SystemCommand.ChangeMembers> CHANGE_MEMBERS =
            RecordCodec.of(SystemCommand.ChangeMembers.class);
    private static final RecordCodec<SystemCommand.TransferLeadership> TRANSFER =
            RecordCodec.of(SystemCommand.TransferLeadership.class);
    private static final RecordCodec<SystemCommand.TransferAsked> TRANSFER_ASKED =
            RecordCodec.of(SystemCommand.TransferAsked.class);

    private static final RecordCodec<SystemCommand.ConfigureCluster> CONFIGURE =
            RecordCodec.of(SystemCommand.ConfigureCluster.class);
    private static final RecordCodec<SystemCommand.ClusterConfigured> CONFIGURED =
            RecordCodec.of(SystemCommand.ClusterConfigured.class);

    private static final RecordCodec<SystemCommand.FoundTrust> FOUND_TRUST =
            RecordCodec.of(SystemCommand.FoundTrust.class);
    private static final RecordCodec<SystemCommand.TrustFounded> TRUST_FOUNDED =
            RecordCodec.of(SystemCommand.TrustFounded.class);
    private static final RecordCodec<SystemCommand.TrustKey> TRUST_KEY = RecordCodec.of(SystemCommand.TrustKey.class);
    private static final RecordCodec<SystemCommand.RevokeKey> REVOKE_KEY =
            RecordCodec.of(SystemCommand.RevokeKey.class);
    private static final RecordCodec<SystemCommand.KeyChanged> KEY_CHANGED =
            RecordCodec.of(SystemCommand.KeyChanged.class);
    private static final RecordCodec<SystemCommand.TrustDigests> TRUST_DIGESTS =
            RecordCodec.of(SystemCommand.TrustDigests.class);
    private static final RecordCodec<SystemCommand.DigestsChanged> DIGESTS_CHANGED =
            RecordCodec.of(SystemCommand.DigestsChanged.class);

    private static final RecordCodec<SystemCommand.Check> CHECK = RecordCodec.of(SystemCommand.Check.class);
    private static final RecordCodec<SystemCommand.CreateNamespace> CREATE_NAMESPACE =
            RecordCodec.of(SystemCommand.CreateNamespace.class);
    private static final RecordCodec<SystemCommand.NamespaceCreated> NAMESPACE_CREATED =
            RecordCodec.of(SystemCommand.NamespaceCreated.class);
    private static final RecordCodec<SystemCommand.SetNamespaceQuota> SET_QUOTA =
            RecordCodec.of(SystemCommand.SetNamespaceQuota.class);
    private static final RecordCodec<SystemCommand.NamespaceQuotaSet> QUOTA_SET =
            RecordCodec.of(SystemCommand.NamespaceQuotaSet.class);
    private static final RecordCodec<SystemCommand.DeleteNamespace> DELETE_NAMESPACE =
            RecordCodec.of(SystemCommand.DeleteNamespace.class);
    private static final RecordCodec<SystemCommand.BeginRestore> BEGIN_RESTORE =
            RecordCodec.of(SystemCommand.BeginRestore.class);
    private static final RecordCodec<SystemCommand.RestoreBegun> RESTORE_BEGUN =
            RecordCodec.of(SystemCommand.RestoreBegun.class);
    private static final RecordCodec<SystemCommand.RestorePart> RESTORE_PART =
            RecordCodec.of(SystemCommand.RestorePart.class);
    private static final RecordCodec<SystemCommand.RestoreStaged> RESTORE_STAGED =
            RecordCodec.of(SystemCommand.RestoreStaged.class);
    private static final RecordCodec<SystemCommand.CommitRestore> COMMIT_RESTORE =
            RecordCodec.of(SystemCommand.CommitRestore.class);
    private static final RecordCodec<SystemCommand.Restored> RESTORED = RecordCodec.of(SystemCommand.Restored.class);
    private static final RecordCodec<SystemCommand.AbortRestore> ABORT_RESTORE =
            RecordCodec.of(SystemCommand.AbortRestore.class);
    private static final RecordCodec<SystemCommand.RestoreAborted> RESTORE_ABORTED =
            RecordCodec.of(SystemCommand.RestoreAborted.class);

    private static final byte[] PRESENT = {1};

    private final Deployments deployments;
    private final SessionEnds ends;
    private final Configuration configuration;
    private final Trust trust;
    private final NamespaceCalls namespaces;
    private final Restores restores;

    SystemCalls(
            Deployments deployments,
            SessionEnds ends,
            Configuration configuration,
            Trust trust,
            NamespaceCalls namespaces,
            Restores restores) {
        this.deployments = deployments;
        this.ends = ends;
        this.configuration = configuration;
        this.trust = trust;
        this.namespaces = namespaces;
        this.restores = restores;
    }

    RecipeRunner.Execution command(Step step, Proposal.Call call) {
        Step inner = step.savepoint();
        try {
            RecipeRunner.Execution execution = execute(inner, call);
            inner.keep();
            return execution;
        } catch (RecipeException refusal) {
            return refused(step, new Problem(refusal.code(), String.valueOf(refusal.getMessage())));
        } catch (CodecException malformed) {
            return refused(step, Problem.of(ErrorCode.INVALID_REQUEST, String.valueOf(malformed.getMessage())));
        }
    }

    private RecipeRunner.Execution execute(Step step, Proposal.Call call) {
        return switch (call.command()) {
            case "stage" ->
                done(step, STAGED.encode(deployments.stage(step, call.session(), STAGE.decode(call.body()))));
            case "deploy" -> deployments.deploy(step, call.session(), call.sequence(), DEPLOY.decode(call.body()));
            case "rollback" ->
                deployments.rollback(step, call.session(), call.sequence(), ROLLBACK.decode(call.body()));
            case "undeploy" ->
                done(step, UNDEPLOYED.encode(deployments.undeploy(step, call.session(), UNDEPLOY.decode(call.body()))));
            case "check" -> check(step, call);
            case "complete-bootstrap" -> completeBootstrap(step, call.body());
            case "change-members" ->
                MemberChanges.plan(step, call.session(), call.sequence(), CHANGE_MEMBERS.decode(call.body()));
            case "transfer-leadership" ->
                done(step, TRANSFER_ASKED.encode(transfer(step, TRANSFER.decode(call.body()))));
            case "configure-cluster" ->
                done(step, CONFIGURED.encode(configuration.change(step, CONFIGURE.decode(call.body()))));
            case "found-trust" -> done(step, TRUST_FOUNDED.encode(trust.found(step, FOUND_TRUST.decode(call.body()))));
            case "trust-key" -> done(step, KEY_CHANGED.encode(trust.trust(step, TRUST_KEY.decode(call.body()))));
            case "revoke-key" -> done(step, KEY_CHANGED.encode(trust.revoke(step, REVOKE_KEY.decode(call.body()))));
            case "trust-digests" ->
                done(step, DIGESTS_CHANGED.encode(trust.digests(step, TRUST_DIGESTS.decode(call.body()))));
            case "create-namespace" ->
                done(step, NAMESPACE_CREATED.encode(namespaces.create(step, CREATE_NAMESPACE.decode(call.body()))));
            case "set-namespace-quota" ->
                done(step, QUOTA_SET.encode(namespaces.setQuota(step, SET_QUOTA.decode(call.body()))));
            case "delete-namespace" ->
                namespaces.delete(step, call.session(), call.sequence(), DELETE_NAMESPACE.decode(call.body()));
            case "expire-session" -> done(step, EXPIRED.encode(expire(step, EXPIRE.decode(call.body()))));
            case "begin-restore" ->
                done(
                        step,
                        RESTORE_BEGUN.encode(restores.begin(step, call.session(), BEGIN_RESTORE.decode(call.body()))));
            case "restore-part" ->
                done(step, RESTORE_STAGED.encode(restores.part(step, RESTORE_PART.decode(call.body()))));
            case "commit-restore" ->
                done(step, RESTORED.encode(restores.commit(step, COMMIT_RESTORE.decode(call.body()))));
            case "abort-restore" ->
                done(step, RESTORE_ABORTED.encode(restores.abort(step, ABORT_RESTORE.decode(call.body()))));
            default ->
                throw new RecipeException(
                        ErrorCode.CALL_NOT_FOUND.name(), "the kernel has no command '" + call.command() + "'");
        };
    }

    private static RecipeRunner.Execution check(Step step, Proposal.Call call) {
        CHECK.decode(call.body());
        return Checks.begin(step, call.session(), call.sequence());
    }

    private static RecipeRunner.Execution completeBootstrap(Step step, byte[] body) {
        COMPLETE_BOOTSTRAP.decode(body);
        step.rows().put(Keys.bootstrapped(), PRESENT);
        return done(step, BOOTSTRAP_COMPLETED.encode(new SystemCommand.BootstrapCompleted(step.revision())));
    }

    private static SystemCommand.TransferAsked transfer(Step step, SystemCommand.TransferLeadership request) {
        if (request.to() < 1) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(), "a node's number is above 0, was " + request.to());
        }
        step.effect(new Effect.TransferAsked(request.to()));
        return new SystemCommand.TransferAsked(request.to());
    }

    private SystemCommand.Expired expire(Step step, SystemCommand.ExpireSession request) {
        if (!ends.mark(step, request.session(), Problem.storable(request.reason()))) {
            throw new RecipeException(
                    ErrorCode.NOT_FOUND.name(),
                    "there is no session " + request.session() + ": see `quorate session list`");
        }
        step.effect(new Effect.EndStepNeeded(request.session()));
        return new SystemCommand.Expired(request.session(), FencingToken.of(step.epoch(), step.revision()));
    }

    private static RecipeRunner.Execution done(Step step, byte[] reply) {
        return new RecipeRunner.Execution.Finished(CallResult.ok(step.revision(), reply));
    }

    private static RecipeRunner.Execution refused(Step step, Problem problem) {
        return new RecipeRunner.Execution.Finished(CallResult.of(CallResult.Kind.REFUSED, step.revision(), problem));
    }
}
