/// Appends values in the binary form in which the engine's processes hand them to each other: little-endian numbers, and texts behind their length.
package struct BinaryWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func raw(_ value: some Collection<UInt8>) {
    integer(UInt32(clamping: value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func text(_ value: String) { raw(value.utf8) }

  package mutating func optional(_ value: Int64?) {
    integer(UInt8(value == nil ? 0 : 1))
    if let value { integer(value) }
  }

  package mutating func optional(_ value: String?) {
    integer(UInt8(value == nil ? 0 : 1))
    if let value { text(value) }
  }

  package mutating func list<Value>(_ values: [Value], _ write: (inout BinaryWriter, Value) -> Void) {
    integer(UInt32(clamping: values.count))
    for value in values { write(&self, value) }
  }

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
