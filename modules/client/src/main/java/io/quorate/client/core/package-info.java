/**
 * The client as a step machine: everything it does follows from the events, moments and random numbers that it is given.
 * {@link io.quorate.client.core.ClientCore} is the door; the SDK drives it from sockets and clocks, a simulation from a seed.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.client.core;
