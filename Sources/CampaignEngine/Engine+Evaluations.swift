import CampaignHandOff

/// Which runs workers evaluate: each tenant has one at a time, and one worker is kept for tenants whose audience is small.
extension Engine {
  func takeEvaluated(at now: Int64) {
    for (job, failure) in world.takeEvaluated() {
      evaluating.remove(job)
      guard let tenant = tenantsByNumber[job.tenant], broken[job.tenant] == nil else { continue }
      contain(tenant) { () throws(EngineError) in try tenant.evaluated(job.run, failure: failure, at: now) }
    }
  }

  func startEvaluations() {
    for tenant in tenants where evaluating.count < limits.evaluations {
      guard let run = tenant.waiting.first, broken[tenant.number] == nil,
        !evaluating.contains(where: { $0.tenant == tenant.number })
      else { continue }
      let isLast = evaluating.count == limits.evaluations - 1
      if isLast, limits.evaluations > 1, !world.isSmall(audience: tenant.record.audiencePath) { continue }
      tenant.waiting.removeFirst()
      contain(tenant) { () throws(EngineError) in
        guard let begun = tenant.begun[run],
          let request = try tenant.request(run, plan: try planBytes(begun.campaign.plan, of: begun.campaign.name))
        else { return }
        let job = EvaluationJob(tenant: tenant.number, run: run)
        evaluating.insert(job)
        world.evaluate(request, as: job)
      }
    }
  }
}
