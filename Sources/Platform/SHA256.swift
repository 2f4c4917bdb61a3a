/// The hash function SHA-256 (FIPS 180-4 §6.2).
///
/// Written here because the hooks carry no package: it costs them neither
/// start time nor a dependency. It names contents; it guards no secret.
public enum SHA256 {
  /// The 32 bytes of the hash.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    let words = bytes.withUnsafeBufferPointer { state(after: $0) }
    return [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      for place in 0..<32 { digest[place] = byte(place, of: words) }
      count = 32
    }
  }

  /// The hash in 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    let words = bytes.withUnsafeBufferPointer { state(after: $0) }
    return String(unsafeUninitializedCapacity: 64) { text in
      for place in 0..<32 {
        let byte = byte(place, of: words)
        text[2 * place] = digit(byte >> 4)
        text[2 * place + 1] = digit(byte & 15)
      }
      return 64
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

  private static func byte(_ place: Int, of state: State) -> UInt8 {
    let word = withUnsafeBytes(of: state) { $0.load(fromByteOffset: place & ~3, as: UInt32.self) }
    return UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * (place & 3)))
  }

  private static func state(after bytes: UnsafeBufferPointer<UInt8>) -> State {
    var state: State = (
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
    )
    let whole = bytes.count & ~63
    // §5.1.1: a one bit, zeros, and the length in bits fill the last blocks.
    var tail = [UInt8](bytes[whole...])
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    let length = UInt64(bytes.count) &* 8
    for shift in stride(from: 56, through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: length >> shift)) }

    constants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        let raw = UnsafeRawBufferPointer(bytes)
        for block in stride(from: 0, to: whole, by: 64) {
          compress(&state, UnsafeRawBufferPointer(rebasing: raw[block..<block + 64]), schedule, constants)
        }
        tail.withUnsafeBytes { tail in
          for block in stride(from: 0, to: tail.count, by: 64) {
            compress(&state, UnsafeRawBufferPointer(rebasing: tail[block..<block + 64]), schedule, constants)
          }
        }
      }
    }
    return state
  }

  private typealias State = (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

  /// §6.2.2: one block of 64 bytes.
  @inline(__always)
  private static func compress(
    _ state: inout State, _ block: UnsafeRawBufferPointer, _ schedule: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>
  ) {
    for t in 0..<16 { schedule[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: t * 4, as: UInt32.self)) }
    for t in 16..<64 {
      let (early, late) = (schedule[t - 15], schedule[t - 2])
      let first = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
      let second = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
      schedule[t] = second &+ schedule[t - 7] &+ first &+ schedule[t - 16]
    }
    var (a, b, c, d, e, f, g, h) = state
    // Eight at a time, for then the words only change names: to move them in
    // each round takes a twelfth more instructions.
    var t = 0
    while t < 64 {
      round(a, b, c, &d, e, f, g, &h, constants[t] &+ schedule[t])
      round(h, a, b, &c, d, e, f, &g, constants[t + 1] &+ schedule[t + 1])
      round(g, h, a, &b, c, d, e, &f, constants[t + 2] &+ schedule[t + 2])
      round(f, g, h, &a, b, c, d, &e, constants[t + 3] &+ schedule[t + 3])
      round(e, f, g, &h, a, b, c, &d, constants[t + 4] &+ schedule[t + 4])
      round(d, e, f, &g, h, a, b, &c, constants[t + 5] &+ schedule[t + 5])
      round(c, d, e, &f, g, h, a, &b, constants[t + 6] &+ schedule[t + 6])
      round(b, c, d, &e, f, g, h, &a, constants[t + 7] &+ schedule[t + 7])
      t += 8
    }
    state = (
      state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e, state.5 &+ f, state.6 &+ g, state.7 &+ h
    )
  }

  /// One round of step 3, which gives `d` and `h` new values; `a` and `e` are
  /// then `h` and `d`.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ input: UInt32
  ) {
    let choice = g ^ (e & (f ^ g))
    let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ input
    let majority = (a & b) | (c & (a | b))
    let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
    d = d &+ first
    h = first &+ second
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    (word &>> count) | (word &<< (32 &- count))
  }

  /// §4.2.2: the first bits of the fractions of the cube roots of the first
  /// 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
