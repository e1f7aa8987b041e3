package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of one field of a validator configuration. One bad address empties the whole list
 * (specification section 11).
 *
 * @param addresses the addresses in order; empty if one was bad
 * @param problem what was bad, or null
 */
public record AddressList(List<NetworkAddress> addresses, String problem) {

  /** The largest number of addresses of one validator. Real validators have few. */
  static final int MAX_ADDRESSES = 256;

  /** Reads the next address of a list. {@code index} is its position. */
  interface ElementReader {
    NetworkAddress read(BcsReader in, int index) throws BadAddressException;
  }

  public AddressList {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads a field that holds a BCS sequence whose elements take at least {@code minimum} bytes
   * each.
   */
  static AddressList read(Bytes field, int minimum, ElementReader element) {
    List<NetworkAddress> addresses = new ArrayList<>();
    try {
      BcsReader in = field.reader();
      int count = in.readLength(minimum);
      if (count > MAX_ADDRESSES) {
        return new AddressList(
            List.of(), count + " addresses, at most " + MAX_ADDRESSES + " are allowed");
      }
      for (int i = 0; i < count; i++) {
        addresses.add(element.read(in, i));
      }
      in.end();
      return new AddressList(addresses, null);
    } catch (BcsException | IllegalArgumentException | BadAddressException e) {
      return new AddressList(
          List.of(), "address " + addresses.size() + " of the list: " + e.getMessage());
    }
  }
}
