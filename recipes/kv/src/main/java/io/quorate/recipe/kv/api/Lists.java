package io.quorate.recipe.kv.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Reads all keys with a prefix at one revision, that of the first page. */
final class Lists {
    /** How often it begins anew because the store has forgotten what it was when it began. */
    private static final int MAX_ATTEMPTS = 3;

    private final Calls calls;
    private final String prefix;
    private final CompletableFuture<Listing> result = new CompletableFuture<>();
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;
    private int attempts;

    private Lists(Calls calls, String prefix) {
        this.calls = calls;
        this.prefix = prefix;
    }

    static CompletableFuture<Listing> list(Calls calls, String prefix) {
        Lists lists = new Lists(calls, prefix);
        lists.begin();
        return lists.result;
    }

    private void begin() {
        attempts++;
        entries.clear();
        bytes = 0;
        read(Optional.empty(), OptionalLong.empty());
    }

    private void read(Optional<String> after, OptionalLong at) {
        CompletableFuture<Page> call =
                calls.query(KvContract.RANGE, new Range(prefix, after, KvContract.MAX_PAGE, at), Page.class);
        Calls.givingUp(call, result);
        call.whenComplete((page, failure) -> {
            if (failure == null) {
                take(page);
            } else {
                failed(Await.failure(failure));
            }
        });
    }

    private void take(Page page) {
        for (Entry entry : page.entries()) {
            entries.add(entry);
            bytes += Sizes.bytes(entry);
        }
        if (entries.size() > KvStore.MAX_LISTED_ENTRIES || bytes > KvStore.MAX_LISTED_BYTES) {
            result.completeExceptionally(QuorateException.of(
                    ErrorCode.INVALID_REQUEST,
                    CallOutcome.NOT_APPLIED,
                    "there are more keys with '" + prefix + "' than one listing may have, "
                            + KvStore.MAX_LISTED_ENTRIES + " and " + KvStore.MAX_LISTED_BYTES
                            + " bytes: read them page by page, or with a longer prefix"));
        } else if (page.next().isPresent()) {
            read(page.next(), OptionalLong.of(page.revision()));
        } else {
            result.complete(new Listing(List.copyOf(entries), page.revision()));
        }
    }

    private void failed(RuntimeException failure) {
        if (Failures.isHistoryGone(failure) && attempts < MAX_ATTEMPTS) {
            begin();
        } else {
            result.completeExceptionally(failure);
        }
    }
}
