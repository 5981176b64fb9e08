package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.kv.api.KvContract.Describe;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Range;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads all keys of a cache, each page as of when it is read. With all changes since the first page, in their order, they become what the
 * store was at any one revision from that of the last page on: a key that did not change since is the same in every page, and one that
 * did is what its last change left.
 */
final class Load {
    private final Calls calls;
    private final String prefix;
    private final Contents contents;
    private final Consumer<Load> done;
    private final Consumer<RuntimeException> failed;
    private Place first = Place.at(0, OptionalLong.empty());
    private long whole;
    private int pages;

    /**
     * Callbacks come on the callback executor, one of them, once.
     *
     * @param failed a page could not be read, or there is no room for it
     */
    Load(Calls calls, String prefix, CacheLimits limits, Consumer<Load> done, Consumer<RuntimeException> failed) {
        this.calls = calls;
        this.prefix = prefix;
        this.contents = new Contents(prefix, limits);
        this.done = done;
        this.failed = failed;
    }

    void begin() {
        read(Optional.empty());
    }

    private void read(Optional<String> after) {
        Range request = new Range(prefix, after, KvContract.MAX_PAGE, OptionalLong.empty());
        calls.query(KvContract.RANGE, request, Page.class).whenComplete((page, failure) -> {
            if (failure == null) {
                take(page);
            } else {
                failed.accept(Await.failure(failure));
            }
        });
    }

    private void take(Page page) {
        try {
            page.entries().forEach(contents::put);
        } catch (RuntimeException tooLarge) {
            failed.accept(tooLarge);
            return;
        }
        first = pages == 0 ? Place.at(page.revision(), OptionalLong.of(page.store())) : first;
        whole = page.revision();
        pages++;
        if (page.next().isPresent()) {
            read(page.next());
        } else if (pages > 1) {
            lookAround();
        } else {
            done.accept(this);
        }
    }

    private void lookAround() {
        calls.query(KvContract.DESCRIBE, new Describe(), KvDescription.class).whenComplete((description, failure) -> {
            if (failure == null) {
                whole = description.lastChange();
                done.accept(this);
            } else {
                failed.accept(Await.failure(failure));
            }
        });
    }

    Contents contents() {
        return contents;
    }

    /** Changes behind it may be missing. */
    Place first() {
        return first;
    }

    /** With all changes up to this revision, it shows no key as of another revision than the others. */
    long whole() {
        return whole;
    }
}
