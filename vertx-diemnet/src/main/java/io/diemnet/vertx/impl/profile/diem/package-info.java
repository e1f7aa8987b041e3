/**
 * DiemNet v1: the implementation of {@code WireProfile.DIEM}, section by section of the
 * specification.
 *
 * <p>Only {@link io.diemnet.vertx.impl.profile.Profiles} may know this package. Its classes are
 * stateless.
 */
package io.diemnet.vertx.impl.profile.diem;
