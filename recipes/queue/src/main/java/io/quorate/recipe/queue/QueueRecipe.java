package io.quorate.recipe.queue;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.AckMany;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Configure;
import io.quorate.recipe.queue.api.QueueContract.Describe;
import io.quorate.recipe.queue.api.QueueContract.Died;
import io.quorate.recipe.queue.api.QueueContract.Extend;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ItemPage;
import io.quorate.recipe.queue.api.QueueContract.Items;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.OfferMany;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.OfferedMany;
import io.quorate.recipe.queue.api.QueueContract.Peek;
import io.quorate.recipe.queue.api.QueueContract.Peeked;
import io.quorate.recipe.queue.api.QueueContract.Poll;
import io.quorate.recipe.queue.api.QueueContract.Purge;
import io.quorate.recipe.queue.api.QueueContract.Purged;
import io.quorate.recipe.queue.api.QueueContract.Redrive;
import io.quorate.recipe.queue.api.QueueContract.Redriven;
import io.quorate.recipe.queue.api.QueueContract.Remove;
import io.quorate.recipe.queue.api.QueueContract.Removed;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueDescription;
import io.quorate.recipe.queue.api.QueueSettings;

/**
 * Bounded work queues. An instance is a queue: items are offered, taken under a lease, and gone when they are acknowledged; those whose lease
 * ends otherwise are taken again, until their attempts are used up.
 */
@RecipeType(name = QueueContract.RECIPE, stateVersion = QueueRecipe.STATE_VERSION, contract = QueueContract.VERSION)
public final class QueueRecipe implements Recipe {
    /** Version of the rows that it keeps. */
    public static final int STATE_VERSION = 1;

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Bounded work queues: leases, delays, priorities, groups, deduplication, dead letters.");
        recipe.state(Totals.CELL, Settings.CELL, Shelf.ITEMS, Shelf.PAYLOADS, Failures.TABLE);
        recipe.state(Shelf.READY.rows(), Shelf.READY.head(), Shelf.DELAYED.rows(), Shelf.DELAYED.head());
        recipe.state(Shelf.LEASED.rows(), Shelf.LEASED.head(), DeadLetters.LINE.rows(), DeadLetters.LINE.head());
        recipe.state(Groups.TABLE, Groups.MEMBERS, Presence.TABLE, Presence.LEASES, Flow.ENDED);
        recipe.state(Memory.TABLE, Memory.FORGET.rows(), Memory.FORGET.head());
        recipe.state(Leases.TAKING, Offers.WAITING, Flow.ALARM, Flow.ALARM_AT);
        recipe.event(Died.class);
        defineWork(recipe);
        defineAdministration(recipe);
        recipe.query(QueueContract.DESCRIBE, Describe.class, QueueDescription.class, Sight::describe)
                .describedAs("Tells how many items there are in which state, who waits, and the settings.");
        recipe.query(QueueContract.ITEMS, Items.class, ItemPage.class, Sight::items)
                .describedAs("Lists items, or the dead letters, page by page.");
        recipe.query(QueueContract.PEEK, Peek.class, Peeked.class, Sight::peek)
                .describedAs("Shows the item that is to be taken next.");
        recipe.onTimer(Flow.ALARM, Flow::alarm);
        recipe.onSessionEnd(Flow::sessionEnded);
    }

    private static void defineWork(RecipeDefinition recipe) {
        recipe.command(QueueContract.OFFER, Offer.class, Offered.class, Offers::offer)
                .describedAs("Offers an item; waits at most waitMillis for room when the queue is full.");
        recipe.command(QueueContract.OFFER_MANY, OfferMany.class, OfferedMany.class, Offers::offerMany)
                .describedAs("Offers items in one step, all or none.");
        recipe.command(QueueContract.TAKE, Take.class, Granted.class, Leases::take)
                .describedAs("Takes items under a lease that ends with the session; waits at most waitMillis for one.");
        recipe.command(QueueContract.POLL, Poll.class, Granted.class, Leases::poll)
                .describedAs("Takes items and acknowledges them in one step; waits at most waitMillis for one.");
        recipe.command(QueueContract.ACK, Ack.class, Acked.class, Leases::ack)
                .describedAs("Says that the work on a taken item is done, which takes it away.");
        recipe.command(QueueContract.ACK_MANY, AckMany.class, Acked.class, Leases::ackMany)
                .describedAs("Says that the work on taken items is done, and which of them are leased no more.");
        recipe.command(QueueContract.NACK, Nack.class, Nacked.class, Leases::nack)
                .describedAs("Gives a taken item back, to be tried again or to be a dead letter.");
        recipe.command(QueueContract.EXTEND, Extend.class, Extended.class, Leases::extend)
                .describedAs("Lets the lease of a taken item last longer.");
        recipe.onAbandoned(QueueContract.TAKE, Granted.class, Leases::abandoned);
        recipe.onGivenUp(Offers.WAITING, Offers::givenUp);
    }

    private static void defineAdministration(RecipeDefinition recipe) {
        recipe.command(QueueContract.CONFIGURE, Configure.class, QueueSettings.class, Settings::configure)
                .describedAs("Changes the settings that are given.");
        recipe.command(QueueContract.REMOVE, Remove.class, Removed.class, Removals::remove)
                .describedAs("Takes an item or a dead letter away, whoever has it.");
        recipe.command(QueueContract.PURGE, Purge.class, Purged.class, Removals::purge)
                .describedAs("Takes the first items, or dead letters, away, and says where to go on.");
        recipe.command(QueueContract.REDRIVE, Redrive.class, Redriven.class, DeadLetters::redrive)
                .describedAs("Offers dead letters anew.");
    }
}
