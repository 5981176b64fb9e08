package io.quorate.kernel.read;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleTrust;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.apply.ActiveRecipe;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.ConfigurationRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.kernel.state.TrustedDigests;
import io.quorate.kernel.state.TrustedKeys;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The kernel's own queries. */
public final class SystemQueries {
    private static final RecordCodec<SystemQuery.Recipes> RECIPES = RecordCodec.of(SystemQuery.Recipes.class);
    private static final RecordCodec<SystemQuery.Metrics> METRICS = RecordCodec.of(SystemQuery.Metrics.class);
    private static final RecordCodec<SystemQuery.Bundles> BUNDLES = RecordCodec.of(SystemQuery.Bundles.class);
    private static final RecordCodec<SystemQuery.ListInstances> LIST_INSTANCES =
            RecordCodec.of(SystemQuery.ListInstances.class);
    private static final RecordCodec<SystemQuery.Instances> INSTANCES = RecordCodec.of(SystemQuery.Instances.class);
    private static final RecordCodec<SystemQuery.ListSessions> LIST_SESSIONS =
            RecordCodec.of(SystemQuery.ListSessions.class);
    private static final RecordCodec<SystemQuery.Sessions> SESSIONS = RecordCodec.of(SystemQuery.Sessions.class);
    private static final RecordCodec<SystemQuery.DescribeSession> DESCRIBE_SESSION =
            RecordCodec.of(SystemQuery.DescribeSession.class);
    private static final RecordCodec<SystemQuery.SessionDetail> SESSION_DETAIL =
            RecordCodec.of(SystemQuery.SessionDetail.class);
    private static final RecordCodec<SystemQuery.Status> STATUS = RecordCodec.of(SystemQuery.Status.class);

    private static final RecordCodec<SystemQuery.Configuration> CONFIGURATION =
            RecordCodec.of(SystemQuery.Configuration.class);
    private static final RecordCodec<SystemQuery.CheckStatus> CHECK = RecordCodec.of(SystemQuery.CheckStatus.class);
    private static final RecordCodec<SystemQuery.Trust> TRUST = RecordCodec.of(SystemQuery.Trust.class);

    private static final RecordCodec<SystemQuery.DescribeBundle> DESCRIBE_BUNDLE =
            RecordCodec.of(SystemQuery.DescribeBundle.class);
    private static final RecordCodec<SystemQuery.BundleDetail> BUNDLE = RecordCodec.of(SystemQuery.BundleDetail.class);
    private static final RecordCodec<SystemQuery.BundleHistory> BUNDLE_HISTORY =
            RecordCodec.of(SystemQuery.BundleHistory.class);
    private static final RecordCodec<SystemQuery.History> HISTORY = RecordCodec.of(SystemQuery.History.class);

    private static final RecordCodec<SystemQuery.Rehearse> REHEARSE = RecordCodec.of(SystemQuery.Rehearse.class);
    private static final RecordCodec<SystemQuery.Rehearsed> REHEARSED = RecordCodec.of(SystemQuery.Rehearsed.class);

    private static final RecordCodec<SystemQuery.ListNamespaces> LIST_NAMESPACES =
            RecordCodec.of(SystemQuery.ListNamespaces.class);
    private static final RecordCodec<SystemQuery.Namespaces> NAMESPACES = RecordCodec.of(SystemQuery.Namespaces.class);
    private static final RecordCodec<SystemQuery.DescribeNamespace> DESCRIBE_NAMESPACE =
            RecordCodec.of(SystemQuery.DescribeNamespace.class);
    private static final RecordCodec<SystemQuery.NamespaceDetail> NAMESPACE =
            RecordCodec.of(SystemQuery.NamespaceDetail.class);
    private static final RecordCodec<SystemQuery.OpenBackup> OPEN_BACKUP = RecordCodec.of(SystemQuery.OpenBackup.class);
    private static final RecordCodec<SystemQuery.BackupOpened> BACKUP_OPENED =
            RecordCodec.of(SystemQuery.BackupOpened.class);
    private static final RecordCodec<SystemQuery.ReadBackup> READ_BACKUP = RecordCodec.of(SystemQuery.ReadBackup.class);
    private static final RecordCodec<SystemQuery.BackupPart> BACKUP_PART = RecordCodec.of(SystemQuery.BackupPart.class);
    private static final RecordCodec<SystemQuery.CloseBackup> CLOSE_BACKUP =
            RecordCodec.of(SystemQuery.CloseBackup.class);
    private static final RecordCodec<SystemQuery.BackupClosed> BACKUP_CLOSED =
            RecordCodec.of(SystemQuery.BackupClosed.class);
    private static final RecordCodec<SystemQuery.Restores> RESTORES = RecordCodec.of(SystemQuery.Restores.class);

    private final Applier applier;
    private final RecipeRegistry recipes;
    private final BundleQueries bundles;
    private final NamespaceQueries namespaces;
    private final Backups backups;
    private final Supplier<SystemQuery.Status> status;

    public SystemQueries(
            Applier applier, RecipeRegistry recipes, Backups backups, Supplier<SystemQuery.Status> status) {
        this.backups = backups;
        this.applier = applier;
        this.recipes = recipes;
        this.bundles = new BundleQueries(applier.rows(), recipes);
        this.namespaces = new NamespaceQueries(applier);
        this.status = status;
    }

    /** Empty while a part of a backup is being read: then it is to be asked for again once one was. */
    Optional<byte[]> answer(String query, byte[] body) {
        return query.equals("backup-read")
                ? backups.read(READ_BACKUP.decode(body)).map(BACKUP_PART::encode)
                : Optional.of(answerNow(query, body));
    }

    private byte[] answerNow(String query, byte[] body) {
        return switch (query) {
            case "recipes" -> RECIPES.encode(recipes());
            case "metrics" -> METRICS.encode(applier.commandCounts().all());
            case "bundles" -> BUNDLES.encode(bundles.list());
            case "bundle" -> BUNDLE.encode(bundles.describe(DESCRIBE_BUNDLE.decode(body)));
            case "bundle-history" -> HISTORY.encode(bundles.history(BUNDLE_HISTORY.decode(body)));
            case "rehearse" -> REHEARSED.encode(applier.rehearsals().ask(REHEARSE.decode(body)));
            case "namespaces" -> NAMESPACES.encode(namespaces.list(LIST_NAMESPACES.decode(body)));
            case "namespace" -> NAMESPACE.encode(namespaces.describe(DESCRIBE_NAMESPACE.decode(body)));
            case "instances" -> INSTANCES.encode(instances(LIST_INSTANCES.decode(body)));
            case "sessions" -> SESSIONS.encode(sessions(LIST_SESSIONS.decode(body)));
            case "session" ->
                SESSION_DETAIL.encode(detail(DESCRIBE_SESSION.decode(body).session()));
            case "configuration" -> CONFIGURATION.encode(configuration());
            case "check" -> CHECK.encode(check());
            case "trust" -> TRUST.encode(trust());
            case "backup-open" -> BACKUP_OPENED.encode(backups.open(OPEN_BACKUP.decode(body)));
            case "backup-close" -> BACKUP_CLOSED.encode(backups.close(CLOSE_BACKUP.decode(body)));
            case "restore" -> RESTORES.encode(RestoreQueries.describe(rows()));
            case "cluster" -> STATUS.encode(status.get());
            default ->
                throw new RecipeException(ErrorCode.CALL_NOT_FOUND.name(), "the kernel has no query '" + query + "'");
        };
    }

    private Rows rows() {
        return applier.rows();
    }

    private SystemQuery.Recipes recipes() {
        List<RecipeDescription> descriptions = new ArrayList<>();
        for (ActiveRecipe recipe : recipes.all()) {
            descriptions.add(recipe.model().description());
        }
        return new SystemQuery.Recipes(descriptions);
    }

    private SystemQuery.Configuration configuration() {
        ConfigurationRow row = ConfigurationRow.of(rows());
        List<SystemQuery.ConfigurationKey> keys = new ArrayList<>();
        for (ClusterKey key : ClusterKey.values()) {
            keys.add(new SystemQuery.ConfigurationKey(
                    key.key(),
                    applier.limits().of(key),
                    applier.limits().unset(key),
                    key.scale().base(),
                    row.values().containsKey(key.key()),
                    key.least(),
                    key.most(),
                    key.description()));
        }
        return new SystemQuery.Configuration(row.version(), keys);
    }

    private SystemQuery.CheckStatus check() {
        byte[] row = rows().get(Keys.check());
        if (row == null) {
            return new SystemQuery.CheckStatus(0, 0, List.of(), Optional.empty(), 0);
        }
        Check check = StateRows.CHECK.decode(row);
        return new SystemQuery.CheckStatus(
                check.id(),
                check.round(),
                check.reports().keySet().stream()
                        .map(Integer::parseInt)
                        .sorted()
                        .toList(),
                check.outcome(),
                check.endedMillis());
    }

    private SystemQuery.Trust trust() {
        List<SystemQuery.TrustedKey> keys = new ArrayList<>();
        TrustedKeys.of(rows())
                .keys()
                .forEach((name, key) -> keys.add(new SystemQuery.TrustedKey(
                        name, key.key().id(), key.key().bytes(), key.revision())));
        return new SystemQuery.Trust(
                BundleTrust.of(applier.limits().now()).toString(),
                keys,
                TrustedDigests.of(rows()).digests());
    }

    private SystemQuery.Instances instances(SystemQuery.ListInstances request) {
        String namespace = request.namespace();
        Queries.requireNamespace(applier.namespaces(), namespace);
        byte[] prefix = Keys.instances(request.recipe(), namespace);
        byte[] from = request.after()
                .map(after -> justBehind(Keys.instance(new Address(namespace, request.recipe(), after))))
                .orElse(prefix);
        List<String> names = new ArrayList<>();
        for (Rows.KeyValue row :
                rows().list(from, io.quorate.codec.KeyBytes.successor(prefix), page(request.limit()))) {
            names.add(Keys.addressOfInstance(row.key()).instance());
        }
        return new SystemQuery.Instances(names);
    }

    private SystemQuery.Sessions sessions(SystemQuery.ListSessions request) {
        byte[] from = request.after() <= 0 ? Keys.sessions() : justBehind(Keys.session(new SessionId(request.after())));
        List<SystemQuery.SessionInfo> sessions = new ArrayList<>();
        for (Rows.KeyValue row :
                rows().list(from, io.quorate.codec.KeyBytes.successor(Keys.sessions()), page(request.limit()))) {
            sessions.add(info(Keys.sessionOf(row.key()), SessionRow.decode(row.value())));
        }
        return new SystemQuery.Sessions(sessions);
    }

    private SystemQuery.SessionInfo info(SessionId id, SessionRow row) {
        int bound = rows().listPrefix(Keys.bounds(id), SystemQuery.MAX_PAGE).size();
        return new SystemQuery.SessionInfo(
                id,
                row.label(),
                row.principal(),
                row.ending() ? "ENDING" : "LIVE",
                row.ttlMillis(),
                row.openedMillis(),
                row.lastSequence(),
                row.parked(),
                row.unacknowledged() - row.parked(),
                bound);
    }

    private SystemQuery.SessionDetail detail(SessionId session) {
        byte[] row = rows().get(Keys.session(session));
        if (row == null) {
            throw new RecipeException(
                    ErrorCode.NOT_FOUND.name(), "there is no session " + session + ": see `quorate session list`");
        }
        List<SystemQuery.BoundInstance> bound = new ArrayList<>();
        for (Rows.KeyValue each : rows().listPrefix(Keys.bounds(session), SystemQuery.MAX_PAGE)) {
            Address address = Keys.addressOfBound(each.key());
            bound.add(new SystemQuery.BoundInstance(address.namespace(), address.recipe(), address.instance()));
        }
        return new SystemQuery.SessionDetail(info(session, SessionRow.decode(row)), bound, waiting(session));
    }

    private List<SystemQuery.Waiting> waiting(SessionId session) {
        List<SystemQuery.Waiting> waiting = new ArrayList<>();
        for (Rows.KeyValue each : rows().listPrefix(Keys.results(session), SystemQuery.MAX_PAGE)) {
            ResultRow result = ResultRow.decode(each.value());
            Optional<WaitingRow> ticket = result.parked()
                    .map(at -> rows().get(Keys.ticket(at.instance(), at.state(), at.ticket())))
                    .map(WaitingRow::decode);
            if (ticket.isPresent()) {
                ResultRow.Origin origin = result.origin().orElseThrow();
                waiting.add(new SystemQuery.Waiting(
                        origin.namespace(),
                        origin.recipe(),
                        origin.instance(),
                        ticket.get().sequence(),
                        ticket.get().sinceMillis()));
            }
        }
        return waiting;
    }

    /** @throws RecipeException when no page has so many items */
    static int page(int limit) {
        if (limit < 1 || limit > SystemQuery.MAX_PAGE) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "a page of " + limit + " items, allowed are 1 to " + SystemQuery.MAX_PAGE);
        }
        return limit;
    }

    private static byte[] justBehind(byte[] key) {
        return java.util.Arrays.copyOf(key, key.length + 1);
    }
}
