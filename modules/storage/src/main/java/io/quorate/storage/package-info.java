/** Ordered key-value state with an applied index: the SPI and the in-memory provider. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.storage;
