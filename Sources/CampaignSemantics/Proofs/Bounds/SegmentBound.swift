/// The most and the fewest segments that a short message takes.
struct SegmentBound {
  var segments: Int
  var extreme: SizeExtreme
  /// Whether it is counted in septets; else one character outside of GSM 03.38 moves the message to UCS-2.
  var isGSM: Bool

  /// Nil where no path is possible.
  static func most(of nodes: [TemplateNode], _ context: SizeContext, _ mode: SizeSearch.Mode = SizeSearch.Mode())
    -> SegmentBound?
  {
    func extreme(_ measure: SizeMeasure) -> SizeBound {
      SizeSearch.bound(of: nodes, measure, .most, context, mode)
    }
    let septets = extreme(.septets).plain
    let units = extreme(.codeUnits).special
    let inGSM = septets.map { found in
      SegmentBound(
        segments: segments(found.weight.amount, 160, 153) { extreme(.wideSeptets).plain?.weight.amount ?? 0 },
        extreme: found, isGSM: true)
    }
    let inUCS = units.map { found in
      SegmentBound(
        segments: segments(found.weight.amount, 70, 67) { extreme(.wideCodeUnits).special?.weight.amount ?? 0 },
        extreme: found, isGSM: false)
    }
    guard let inGSM else { return inUCS }
    guard let inUCS else { return inGSM }
    return inUCS.segments > inGSM.segments ? inUCS : inGSM
  }

  static func least(of nodes: [TemplateNode], _ context: SizeContext, _ mode: SizeSearch.Mode = SizeSearch.Mode())
    -> SegmentBound?
  {
    let septets = SizeSearch.bound(of: nodes, .septets, .least, context, mode).plain
    let units = SizeSearch.bound(of: nodes, .codeUnits, .least, context, mode).special
    let all = [
      septets.map { SegmentBound(segments: segments($0.weight.amount, 160, 153) { 0 }, extreme: $0, isGSM: true) },
      units.map { SegmentBound(segments: segments($0.weight.amount, 70, 67) { 0 }, extreme: $0, isGSM: false) },
    ]
    return all.compactMap { $0 }.min { $0.segments < $1.segments }
  }

  /// The segments for so many units. Each but the last may be left one short by a character of two, of which there are at most
  /// `wide`: segments are filled one after the other.
  private static func segments(_ units: Int, _ single: Int, _ part: Int, wide: () -> Int) -> Int {
    if units <= 0 { return 0 }
    if units <= single { return 1 }
    let wide = wide()
    var count = (units + part - 1) / part
    while part * count - min(wide, count - 1) < units { count += 1 }
    return count
  }
}
