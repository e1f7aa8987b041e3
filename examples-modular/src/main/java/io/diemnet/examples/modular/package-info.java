/** Two validators in one process: an application that is a Java module. */
package io.diemnet.examples.modular;
